// F5 repaints, Ctrl+A chooses all, arrows move the cursor, Shift with them chooses, Enter opens, Esc lets go.
import { grid, refresh, table } from "./state.js";
import { choose, chooseAll, chosenRows, cursorCell, dataRows, move, rows, stand, toggle } from "./selection.js";
import { fold } from "./groups.js";

const typing = (element) => element.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable=true], dialog, [role=menu], details[open]");
const outside = (element) => element !== document.body && !element.closest?.("#grid, main") ;
const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageDown: [10, 0], PageUp: [-10, 0] };

function open(row) {
  const link = row?.querySelector("td.title a, td a[href]");
  if (link) link.click(); else if (row?.dataset.href) location.assign(row.dataset.href);
}

document.addEventListener("keydown", (event) => {
  if (!grid() || event.isComposing || event.altKey) return;
  const ctrl = event.ctrlKey || event.metaKey;
  if (event.key === "F5" && !ctrl && !event.shiftKey) { event.preventDefault(); return void refresh(); }
  if (typing(event.target) || outside(event.target) || !table()) return;
  if (ctrl && event.key.toLowerCase() === "a") { event.preventDefault(); return chooseAll(); }
  if (event.key === "Escape" && chosenRows().length) return choose([]);
  const inBody = event.target.closest?.("#grid tbody"), cell = cursorCell();
  if (!inBody && event.target !== document.body) return;
  const step = STEPS[event.key];
  if (step) {
    if (!inBody && !cell) return;  // the page scrolls until one works in the list
    const group = cell?.closest(".grid-group");
    event.preventDefault();
    event.stopImmediatePropagation();
    if (inBody && group && step[1]) return void fold(group, step[1] > 0);
    return move(step[0], step[1], event.shiftKey);
  }
  if (!inBody) return;
  const row = cell?.closest("tr");
  if (event.key === "Home" || event.key === "End") {
    const to = ctrl ? rows().at(event.key === "Home" ? 0 : -1) : row;
    event.preventDefault();
    stand([...to.cells].at(event.key === "Home" ? 0 : -1));
    if (ctrl && to.dataset.pk) choose([to]);
  } else if (event.key === "Enter" && !event.target.matches("a, button, input")) {
    event.preventDefault();
    if (row.matches(".grid-group")) fold(row, row.querySelector(".grid-fold").getAttribute("aria-expanded") !== "true");
    else if (row.matches(".grid-rest")) row.querySelector("a").click();
    else open(row);
  } else if (event.key === " " && !event.target.matches("a, button, input")) {
    event.preventDefault();
    if (row.dataset.pk) toggle(row);
  }
}, true);
document.addEventListener("dblclick", (event) => {
  const row = event.target.closest?.("#grid tbody tr[data-pk]");
  if (row && !event.target.closest("a, button, input") && dataRows().includes(row)) { getSelection()?.removeAllRanges(); open(row); }
});
