// 数据字段框: a column dragged into it is hidden, dragged back it is shown; by keyboard, boxes do the same.
import { icon, make, say } from "../behaviours/dom.js";
import { columns, grid, hide, painted, show } from "./state.js";

let box = null;

export function choose(open) {
  if (!open) { box?.remove(); box = null; document.querySelector("[data-grid-chooser]")?.focus(); return; }
  if (!box) {
    box = make("aside", { class: "grid-chooser", role: "dialog", "aria-label": say("数据字段框", "Columns") },
      make("header", {}, make("b", {}, say("数据字段框", "Columns")),
        make("button", { type: "button", class: "tool", "aria-label": say("关闭", "Close"), onclick: () => choose(false) }, icon("x"))),
      make("p", { class: "muted small-text" }, say("把字段拖到这里隐藏，拖回列表显示", "Drag a column here to hide it, back to show it")),
      make("ul", {}));
    box.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); choose(false); } });
    document.body.append(box);
  }
  fill();
  box.querySelector("input:not(:disabled)")?.focus();
}

function fill() {
  const known = columns(), last = known.filter((one) => one.shown).length < 2;
  const list = box.querySelector("ul"), at = document.activeElement?.closest?.(".grid-chooser") ? document.activeElement.value : null;
  list.replaceChildren(...known.map((one) => make("li", { "data-key": one.key, class: one.shown ? "" : "is-hidden" },
    make("label", { class: "choice" },
      make("input", { type: "checkbox", value: one.key, checked: one.shown, disabled: one.shown && last, onchange: (event) => (event.target.checked ? show(one.key) : hide(one.key)) }),
      make("span", {}, one.label)))));
  if (at) list.querySelector(`input[value="${at}"]`)?.focus();
}

document.addEventListener("click", (event) => { if (event.target.closest("[data-grid-chooser]")) choose(!box); });
painted(() => { if (box && grid()) fill(); });
