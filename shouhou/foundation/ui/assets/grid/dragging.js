// Heads, levels and fields of the box are dragged: to the bar above (group), among the heads (order, back again), into the box (hide).
import { make } from "../behaviours/dom.js";
import { columnOf, grid, groupBy, hide, place, ungroup } from "./state.js";

const FROM = "#grid thead th[data-key], #grid .grid-level[data-key], .grid-chooser li[data-key]";
const ENOUGH = 6;
let drag = null;

document.addEventListener("pointerdown", (event) => {
  if (event.button || event.pointerType === "touch" || !grid()) return;
  const from = event.target.closest?.(FROM);
  if (!from || event.target.closest(".grid-edge, .grid-more, .grid-drop, input")) return;
  drag = { key: from.dataset.key, kind: from.matches("th") ? "head" : from.matches("li") ? "field" : "level", x: event.clientX, y: event.clientY, ghost: null, to: null };
});
document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < ENOUGH) return;
    drag.ghost = make("div", { class: "grid-ghost" }, columnOf(drag.key)?.label ?? "");
    document.body.append(drag.ghost);
    grid().classList.add("is-dragging");
    getSelection()?.removeAllRanges();
  }
  event.preventDefault();
  drag.ghost.style.transform = `translate(${event.clientX + 10}px, ${event.clientY + 10}px)`;
  aim(document.elementFromPoint(event.clientX, event.clientY), event.clientX);
});

/** What would happen if it were dropped here. */
function aim(under, x) {
  for (const one of document.querySelectorAll(".drop-here, .drop-before, .drop-after")) one.classList.remove("drop-here", "drop-before", "drop-after");
  drag.to = null;
  const tree = under?.closest("[data-grid-tree]"), head = under?.closest("#grid thead"), box = under?.closest(".grid-chooser");
  if (tree && columnOf(drag.key)?.groups) {
    const level = under.closest(".grid-level") ?? [...tree.querySelectorAll(".grid-level")].find((one) => x < one.getBoundingClientRect().right);
    tree.classList.add("drop-here");
    drag.to = { what: "group", before: null };
    if (level && level.dataset.key !== drag.key) {
      const first = x < middle(level);
      level.classList.add(first ? "drop-before" : "drop-after");
      drag.to.before = first ? level.dataset.key : following([...tree.querySelectorAll(".grid-level")], level);
    }
  } else if (head) {
    const th = under.closest("th[data-key]");
    drag.to = { what: "column", before: null };
    if (th && th.dataset.key !== drag.key) {
      const first = x < middle(th);
      th.classList.add(first ? "drop-before" : "drop-after");
      drag.to.before = first ? th.dataset.key : following([...head.querySelectorAll("th[data-key]")], th);
    } else if (th) drag.to = null;
  } else if (box && drag.kind !== "field") {
    box.classList.add("drop-here");
    drag.to = { what: "hide" };
  }
}
const middle = (element) => { const box = element.getBoundingClientRect(); return box.left + box.width / 2; };
const following = (all, one) => { const next = all.slice(all.indexOf(one) + 1).find((o) => o.dataset.key !== drag.key); return next?.dataset.key ?? null; };

function end(act) {
  if (!drag) return;
  const { key, kind, to, ghost } = drag;
  if (ghost) {
    ghost.remove();
    grid()?.classList.remove("is-dragging");
    aim(null, 0);
    addEventListener("click", swallow, true);  // the click that ends a drag is none
    setTimeout(() => removeEventListener("click", swallow, true), 0);
  }
  drag = null;
  if (!act || !to) return;
  if (to.what === "group") groupBy(key, to.before);
  else if (to.what === "hide") { if (kind === "level") ungroup(key); else hide(key); }
  else if (kind === "level" && to.before === null) ungroup(key);
  else place(key, to.before);
}
const swallow = (event) => { event.preventDefault(); event.stopImmediatePropagation(); };

document.addEventListener("pointerup", () => end(true));
document.addEventListener("pointercancel", () => end(false));
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && drag?.ghost) { event.stopImmediatePropagation(); end(false); } }, true);
document.addEventListener("dragstart", (event) => { if (event.target.closest?.(FROM)) event.preventDefault(); });
