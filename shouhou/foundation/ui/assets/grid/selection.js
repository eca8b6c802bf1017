// Rows are chosen as everywhere: click, Ctrl+click, Shift+click, boxes. The cursor is one cell; it goes by arrows.
import { make, say } from "../behaviours/dom.js";
import { grid, painted, table } from "./state.js";

const chosen = new Set();
let anchor = null, cursor = null, told = "";

export const rows = () => [...(table()?.tBodies[0]?.rows ?? [])];
export const dataRows = () => rows().filter((row) => row.dataset.pk);
export const chosenRows = () => dataRows().filter((row) => chosen.has(row.dataset.pk));
export const cursorCell = () => cursor && rows()[cursor.row]?.cells[Math.min(cursor.cell, rows()[cursor.row].cells.length - 1)] || null;
const cellsOf = (row) => [...row.cells];

/** Exactly these rows are chosen. */
export function choose(found, { from = found[0] } = {}) {
  chosen.clear();
  for (const row of found) chosen.add(row.dataset.pk);
  anchor = from?.dataset.pk ?? null;
  show();
}
export const chooseAll = () => choose(dataRows());
export function toggle(row) {
  if (!row?.dataset.pk) return;
  if (!chosen.delete(row.dataset.pk)) chosen.add(row.dataset.pk);
  anchor = row.dataset.pk;
  show();
}
/** From the row where the choice began to this one. */
export function reach(row) {
  const all = dataRows(), first = Math.max(0, all.findIndex((one) => one.dataset.pk === anchor)), last = all.indexOf(row);
  if (last < 0) return;
  choose(all.slice(Math.min(first, last), Math.max(first, last) + 1), { from: all[first] });
}

/** The cursor goes to a cell of the table's body; with `focus` the keyboard too. */
export function stand(cell, focus = true) {
  const row = cell?.closest("tr");
  if (!row) return;
  cursorCell()?.setAttribute("tabindex", "-1");
  cursor = { row: rows().indexOf(row), cell: cellsOf(row).indexOf(cell) };
  cell.setAttribute("tabindex", "0");
  if (focus) cell.focus();
}
export function move(down, right, extend) {
  const all = rows();
  if (!all.length) return;
  const from = cursor ? { ...cursor } : null;
  const row = all[Math.max(0, Math.min((from?.row ?? -1) + (from ? down : 1), all.length - 1))];
  const last = cellsOf(row).length - 1, first = row.cells[0]?.matches(".grid-pick") && last > 0 ? 1 : 0;
  const cell = cellsOf(row)[Math.max(first, Math.min((from?.cell ?? first) + (from ? right : 0), last))];
  stand(cell);
  if (!row.dataset.pk || !down) return;
  if (extend) reach(row); else choose([row]);
}

function show() {
  for (const row of dataRows()) {
    const is = chosen.has(row.dataset.pk), box = row.querySelector(".grid-pick input");
    if (is) row.setAttribute("aria-selected", "true"); else if (row.getAttribute("aria-selected") !== "false") row.setAttribute("aria-selected", "false");
    if (box) box.checked = is;
  }
  const all = dataRows(), whole = table()?.querySelector("[data-pick-all]");
  if (whole) { whole.checked = all.length > 0 && chosen.size === all.length; whole.indeterminate = chosen.size > 0 && !whole.checked; }
  const note = grid().querySelector("[data-grid-chosen]");
  if (note) note.replaceChildren(...(chosen.size > 1 ? [say(`已选 ${chosen.size} 项`, `${chosen.size} selected`), " ", make("kbd", {}, "Ctrl+C"), say(" 复制", " copies")] : []));
  const now = [...chosen].join();
  if (now !== told) { told = now; document.dispatchEvent(new CustomEvent("grid:chosen", { detail: { pks: [...chosen] } })); }
}

/** After a repaint: a grid for those who hear it, the cursor where it was, what is gone is not chosen any more. */
painted(() => {
  const one = table();
  if (!one) return;
  one.setAttribute("role", one.querySelector(".grid-group") ? "treegrid" : "grid");
  one.setAttribute("aria-multiselectable", "true");
  const there = new Set(dataRows().map((row) => row.dataset.pk));
  for (const pk of chosen) if (!there.has(pk)) chosen.delete(pk);
  for (const link of one.tBodies[0].querySelectorAll("td a, .grid-fold")) link.tabIndex = -1;
  if (cursor && cursor.row >= rows().length) cursor = null;
  const cell = cursorCell() ?? rows()[0]?.cells[0];
  if (cell) cell.tabIndex = 0;
  show();
});

const BUSY = "a, button, input, select, textarea, label";
document.addEventListener("mousedown", (event) => {
  const cell = event.target.closest?.("#grid tbody > tr > :is(td, th)");
  if (!cell || event.button) return;
  if (event.shiftKey && !event.target.closest(BUSY)) event.preventDefault();
}, true);
document.addEventListener("click", (event) => {
  const cell = event.target.closest?.("#grid tbody > tr > :is(td, th)");
  if (!cell || event.button || event.target.closest(BUSY) && !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
  const row = cell.closest("tr");
  if (event.target.closest("input")) return;
  if (event.ctrlKey || event.metaKey) { event.preventDefault(); toggle(row); stand(cell); }
  else if (event.shiftKey) { event.preventDefault(); reach(row); stand(cell); }
  else if (getSelection()?.isCollapsed ?? true) { if (row.dataset.pk) choose([row]); stand(cell); }
}, true);
document.addEventListener("change", (event) => {
  if (event.target.matches("#grid [data-pick-all]")) choose(event.target.checked ? dataRows() : []);
  else if (event.target.matches("#grid .grid-pick input")) toggle(event.target.closest("tr"));
});
document.addEventListener("focusin", (event) => {
  const cell = event.target.closest?.("#grid tbody > tr > :is(td, th)");
  if (cell && cell !== cursorCell()) stand(cell, false);
});
// What is cut off is told on hover.
document.addEventListener("mouseover", (event) => {
  const cell = event.target.closest?.("#grid :is(td, th)");
  if (cell && !cell.title && cell.scrollWidth > cell.clientWidth) cell.title = cell.textContent.trim();
});
