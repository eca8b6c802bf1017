// Widths: drag the edge of a head, double click it for the best fit, or fit all.
import { change, grid, heads, table } from "./state.js";

const NARROWEST = 40, WIDEST = 1200;
const within = (width) => Math.round(Math.max(NARROWEST, Math.min(width, WIDEST)));
const colOf = (key) => table().querySelector(`col[data-key="${key}"]`);

/** The widths as they are: once one is chosen, all are. */
const now = () => Object.fromEntries(heads().map((th) => [th.dataset.key, within(th.offsetWidth)]));
const say = (widths) => change({ w: Object.entries(widths).map(([key, width]) => `${key}:${width}`) });

function freeze(widths) {
  for (const [key, width] of Object.entries(widths)) colOf(key).style.width = `${width}px`;
  table().classList.add("is-sized");
}

/** The width each column needs for its longest cell. */
function needed() {
  const one = table();
  one.classList.add("is-measuring");
  for (const col of one.querySelectorAll("col")) col.style.width = "auto";
  const found = Object.fromEntries(heads().map((th) => [th.dataset.key, within(th.offsetWidth + 2)]));
  one.classList.remove("is-measuring");
  for (const col of one.querySelectorAll("col")) col.style.width = "";
  return found;
}
export const fitOne = (key) => say({ ...now(), [key]: needed()[key] });
export const fitAll = () => say(needed());

let drag = null;
document.addEventListener("pointerdown", (event) => {
  const edge = event.target.closest?.("#grid .grid-edge");
  if (!edge || event.button) return;
  event.preventDefault();
  event.stopPropagation();
  const key = edge.closest("th").dataset.key, widths = now();
  freeze(widths);
  drag = { key, widths, from: event.clientX, width: widths[key] };
  edge.setPointerCapture(event.pointerId);
  grid().classList.add("is-sizing");
}, true);
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  drag.widths[drag.key] = within(drag.width + event.clientX - drag.from);
  colOf(drag.key).style.width = `${drag.widths[drag.key]}px`;
});
document.addEventListener("pointerup", (event) => {
  if (!drag) return;
  const { widths, from } = drag;
  drag = null;
  grid().classList.remove("is-sizing");
  if (Math.abs(event.clientX - from) > 2) say(widths);
});
document.addEventListener("dblclick", (event) => {
  const edge = event.target.closest?.("#grid .grid-edge");
  if (edge) fitOne(edge.closest("th").dataset.key);
});
