// The menu of a head: right click, the dots, Shift+F10 or the menu key. Its commands have the manual's words.
import { icon, make, say } from "../behaviours/dom.js";
import { bare, change, columnOf, groupBy, hide, merge, place, sortBy, state, ungroup } from "./state.js";
import { choose } from "./chooser.js";
import { fitAll, fitOne } from "./widths.js";
import { hideTree, isTreeHidden } from "./tree.js";

let open = null, opener = null;

function commands(key, isLevel) {
  const now = state(), column = columnOf(key), shown = now.columns.filter((one) => !now.groups.some((g) => bare(g) === one));
  const at = shown.indexOf(key), grouped = now.groups.some((one) => bare(one) === key), levels = now.groups.map(bare), level = levels.indexOf(key);
  const move = (steps) => { const to = shown.filter((one) => one !== key)[at + steps] ?? null; place(key, to); };
  return [
    [say("按字符升序排列", "Sort ascending"), "chevron-up", () => (isLevel ? turn(key, key) : sortBy(key))],
    [say("按字符降序排列", "Sort descending"), "chevron-down", () => (isLevel ? turn(key, `-${key}`) : sortBy(`-${key}`))],
    grouped ? [say("还原，取消按该字段分类", "Ungroup this column"), "undo", () => ungroup(key)]
      : column.groups && [say("把该字段设为数据排序字段", "Group by this column"), "queue", () => groupBy(key)],
    [say("隐藏或显示排序结构树", "Hide or show the group bar"), isTreeHidden() ? "eye" : "eye-off", () => hideTree(!isTreeHidden())],
    [say("显示数据字段框", "Column chooser"), "columns", () => choose(true)],
    null,
    !isLevel && [say("适当调整该字段的宽度", "Best fit this column"), "", () => fitOne(key)],
    [say("重新调整数据显示的“字段”适合的宽度", "Best fit all columns"), "", () => fitAll()],
    !isLevel && [say("把有相同字段的内容合并在一起", "Merge equal neighbours"), now.merged.includes(key) ? "check" : "", () => merge(key), now.merged.includes(key)],
    null,
    isLevel && level > 0 && [say("上移一层", "One level out"), "arrow-left", () => groupBy(key, levels[level - 1])],
    isLevel && level < levels.length - 1 && [say("下移一层", "One level in"), "arrow-right", () => groupBy(key, levels[level + 2] ?? null)],
    !isLevel && at > 0 && [say("把该字段左移", "Move left"), "arrow-left", () => move(-1)],
    !isLevel && at < shown.length - 1 && [say("把该字段右移", "Move right"), "arrow-right", () => move(1)],
    !isLevel && shown.length > 1 && [say("隐藏该字段", "Hide this column"), "eye-off", () => hide(key)],
  ].filter((one) => one !== false && one !== undefined);
}
const turn = (key, name) => change({ group: state().groups.map((one) => (bare(one) === key ? name : one)) });

export function close(focus = true) {
  if (!open) return;
  open.remove();
  open = null;
  if (focus) opener?.focus({ preventScroll: true });
}

function show(holder, x, y) {
  close(false);
  const key = holder.dataset.key, column = columnOf(key);
  opener = holder.querySelector("a");
  open = make("div", { class: "drop-list grid-menu", role: "menu", "aria-label": column.label });
  let wasLine = true;
  for (const one of commands(key, holder.matches(".grid-level"))) {
    if (!one) { if (!wasLine) open.append(make("hr", { role: "separator" })); wasLine = true; continue; }
    wasLine = false;
    const [word, picture, run, checked] = one;
    open.append(make("button", {
      type: "button", class: "drop-item", role: checked === undefined ? "menuitem" : "menuitemcheckbox", "aria-checked": checked === undefined ? null : String(checked), tabindex: "-1",
      onclick: () => { close(); run(); },
    }, picture ? icon(picture) : make("span", { class: "icon" }), word));
  }
  document.body.append(open);
  const box = open.getBoundingClientRect();
  open.style.left = `${Math.max(8, Math.min(x, innerWidth - box.width - 8))}px`;
  open.style.top = `${Math.max(8, Math.min(y, innerHeight - box.height - 8))}px`;
  open.querySelector("[role^=menuitem]").focus();
}

const holderOf = (target) => target.closest?.("#grid thead th[data-key], #grid .grid-level[data-key]");

document.addEventListener("contextmenu", (event) => {
  const holder = holderOf(event.target);
  if (!holder) return;
  event.preventDefault();
  const box = holder.getBoundingClientRect();
  show(holder, event.clientX || box.left, event.clientY || box.bottom);
});
document.addEventListener("click", (event) => {
  const dots = event.target.closest("#grid .grid-more");
  if (dots) {
    const box = dots.getBoundingClientRect();
    event.preventDefault();
    return show(holderOf(dots), box.left, box.bottom + 2);
  }
  if (open && !open.contains(event.target)) close(false);
});
document.addEventListener("keydown", (event) => {
  if (open) return walk(event);
  if ((event.key === "F10" && event.shiftKey) || event.key === "ContextMenu") {
    const holder = holderOf(event.target);
    if (!holder) return;
    event.preventDefault();
    const box = holder.getBoundingClientRect();
    show(holder, box.left, box.bottom);
  }
}, true);
addEventListener("resize", () => close(false));
document.addEventListener("scroll", () => close(false), { capture: true, passive: true });

function walk(event) {
  const items = [...open.querySelectorAll("[role^=menuitem]")], at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items[(to + items.length) % items.length].focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
