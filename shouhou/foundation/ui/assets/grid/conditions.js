// The form of conditions: lines come and go, each offers what its column can be asked.
import { columnOf, columns, grid } from "./state.js";
import { make, say } from "../behaviours/dom.js";

const TYPES = { date: "date", moment: "date" };
const SINGLE = ["is", "not", "lt", "le", "gt", "ge"];
const VALUELESS = ["empty", "filled"];

function shape(line) {
  const column = columnOf(line.querySelector("[name=fc]").value), op = line.querySelector("[name=fo]");
  for (const option of op.options) option.hidden = option.disabled = Boolean(column) && !column.operators.includes(option.value);
  if (op.selectedOptions[0]?.disabled) op.value = column.operators[0];
  const old = line.querySelector("[name=fv]"), value = old.value;
  const words = column?.kind === "flag" ? [["1", say("是", "Yes")], ["0", say("否", "No")]] : column?.choices;
  const isWord = words && SINGLE.includes(op.value), type = column && SINGLE.includes(op.value) && TYPES[column.kind] || "text";
  const label = old.getAttribute("aria-label");
  const fresh = isWord
    ? make("select", { name: "fv", "aria-label": label }, ...words.map(([one, word]) => make("option", { value: one, selected: one === value }, word)))
    : make("input", { name: "fv", type, maxlength: "200", autocomplete: "off", "aria-label": label, placeholder: op.value === "between" ? say("起..止", "from..to") : op.value === "in" ? "A|B|C" : label });
  if (!isWord) fresh.value = value;
  fresh.hidden = VALUELESS.includes(op.value);
  if (fresh.tagName !== old.tagName || fresh.type !== old.type || isWord) old.replaceWith(fresh); else { old.hidden = fresh.hidden; old.placeholder = fresh.placeholder; }
}
const lines = (form) => [...form.querySelectorAll("[data-condition]")];
function first(form) { lines(form).forEach((line, n) => line.querySelector("[name=fj]").classList.toggle("is-first", n === 0)); }

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.(".grid-builder") || !event.target.open || !grid()) return;
  const all = lines(event.target);
  all.forEach(shape);
  all.at(-1).querySelector("[name=fc]").focus();
}, true);
document.addEventListener("change", (event) => {
  const line = event.target.closest?.("#grid [data-condition]");
  if (line && event.target.matches("[name=fc], [name=fo]")) {
    if (event.target.name === "fc") line.querySelector("[name=fv]").value = "";
    shape(line);
  }
});
document.addEventListener("click", (event) => {
  const form = event.target.closest?.("#grid [data-grid-conditions]");
  if (!form || !columns().length) return;
  if (event.target.closest("[data-condition-more]")) {
    const last = lines(form).at(-1), line = last.cloneNode(true);
    for (const select of line.querySelectorAll("select")) select.selectedIndex = 0;
    last.after(line);
    line.querySelector("[name=fv]").value = "";
    shape(line);
    first(form);
    line.querySelector("[name=fc]").focus();
  }
  const drop = event.target.closest("[data-condition-drop]")?.closest("[data-condition]");
  if (!drop) return;
  if (lines(form).length > 1) drop.remove(); else { drop.querySelector("[name=fc]").value = ""; drop.querySelector("[name=fv]").value = ""; shape(drop); }
  first(form);
});
document.addEventListener("keydown", (event) => {
  const builder = event.key === "Escape" && event.target.closest?.(".grid-builder[open]");
  if (builder) { builder.open = false; builder.querySelector("summary").focus(); event.stopPropagation(); }
}, true);
