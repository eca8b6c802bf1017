// An editable list: Ctrl+S saves, Insert and Ctrl+Insert put a row before or after, Ctrl+F finds and replaces, Alt+arrows order.
import { every, say } from "./behaviours/dom.js";

const STAR = /[.+?^${}()|[\]\\]/g;
let last = null, fresh = 0;

document.documentElement.classList.add("has-sheet");
const lines = (sheet) => [...sheet.querySelectorAll("[data-line]")];
const fields = (sheet) => [...sheet.querySelectorAll("[data-line] input[type=text]")];
const note = (sheet, text, at = "[data-sheet-note]") => { sheet.querySelector(at).textContent = text; };
/** The sheet one works in: where the keyboard is, else the last. */
const here = () => {
  const form = document.activeElement?.closest?.("form, dialog");
  return form ? (form.matches("[data-sheet]") ? form : null) : last?.isConnected ? last : document.querySelector("[data-sheet]");
};

function number(sheet) {
  lines(sheet).forEach((line, n) => {
    line.querySelector("[data-place]").textContent = n + 1;
    const field = line.querySelector("input[type=text]");
    field.setAttribute("aria-label", field.getAttribute("aria-label").replace(/\d+$/, n + 1));
  });
}
function changed(sheet) {
  sheet.dataset.changed = "1";
  note(sheet, say("有改动，还没有保存", "Not saved yet"));
}

/** A new row beside `line`. */
function insert(sheet, where, line = null) {
  const beside = line ?? document.activeElement?.closest?.("[data-line]") ?? lines(sheet).at(-1);
  const row = lines(sheet).at(-1).cloneNode(true), mark = `n${++fresh}`;
  row.dataset.new = "";
  for (const bad of row.querySelectorAll(".error")) bad.remove();
  for (const field of row.querySelectorAll("input")) {
    if (field.name === "line") field.value = mark;
    else {
      field.name = field.name.replace(/-[^-]+$/, `-${mark}`);
      if (field.type === "checkbox") field.checked = true; else field.value = "";
    }
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
  for (const cell of row.querySelectorAll(".is-bad")) cell.classList.remove("is-bad");
  beside[where](row);
  number(sheet);
  changed(sheet);
  row.querySelector("input[type=text]").focus();
}
function move(line, steps) {
  const sheet = line.closest("[data-sheet]"), all = lines(sheet), other = all[all.indexOf(line) + steps], focus = document.activeElement;
  if (!other) return;
  if (steps < 0) other.before(line); else other.after(line);
  focus?.focus();
  number(sheet);
  changed(sheet);
}
function drop(line) {
  const sheet = line.closest("[data-sheet]"), all = lines(sheet), next = all[all.indexOf(line) + 1] ?? all[all.indexOf(line) - 1];
  if (!next) return;
  line.remove();
  number(sheet);
  next.querySelector("input[type=text]").focus();
}

// Find and replace: `*` stands for any characters here too.
const pattern = (text) => new RegExp(text.split("*").map((part) => part.replace(STAR, "\\$&")).join(".*?"), "giu");
let found = null;

function panel(sheet, open) {
  const box = sheet.querySelector("[data-sheet-panel]");
  box.hidden = !open;
  if (!open) return fields(sheet)[0]?.focus();
  const chosen = getSelection()?.toString();
  if (chosen && !chosen.includes("\n")) box.querySelector("[data-find]").value = chosen;
  box.querySelector("[data-find]").select();
}
function find(sheet) {
  const text = sheet.querySelector("[data-find]").value;
  if (!text) return null;
  const all = fields(sheet), hits = [];
  for (const field of all) for (const hit of field.value.matchAll(pattern(text))) if (hit[0]) hits.push({ field, start: hit.index, end: hit.index + hit[0].length });
  note(sheet, hits.length ? say(`找到 ${hits.length} 处`, `${hits.length} found`) : say("没有找到", "Not found"), "[data-find-note]");
  if (!hits.length) return (found = null);
  const at = found ? hits.findIndex((hit) => all.indexOf(hit.field) > all.indexOf(found.field) || (hit.field === found.field && hit.start >= found.end)) : 0;
  found = hits[Math.max(at, 0)];
  found.field.focus();
  found.field.setSelectionRange(found.start, found.end);
  return found;
}
function replaceOne(sheet) {
  const { field, start, end } = found?.field?.isConnected ? found : {};
  const text = sheet.querySelector("[data-find]").value, whole = field?.value.slice(start, end).match(pattern(text));
  if (whole?.[0]?.length === end - start) {
    const by = sheet.querySelector("[data-replace]").value;
    field.value = field.value.slice(0, start) + by + field.value.slice(end);
    found.end = start + by.length;
    changed(sheet);
  }
  find(sheet);
}
function replaceAll(sheet) {
  const text = sheet.querySelector("[data-find]").value, by = sheet.querySelector("[data-replace]").value;
  let count = 0;
  if (text) for (const field of fields(sheet)) field.value = field.value.replace(pattern(text), (hit) => { if (!hit) return hit; count += 1; return by; });
  note(sheet, say(`替换了 ${count} 处`, `${count} replaced`), "[data-find-note]");
  if (count) changed(sheet);
}

every("[data-sheet]", (sheet) => {
  number(sheet);
  sheet.addEventListener("input", (event) => { if (event.target.closest("[data-line]")) changed(sheet); });
  sheet.addEventListener("focusin", () => { last = sheet; });
  sheet.addEventListener("submit", () => { delete sheet.dataset.changed; });
  sheet.addEventListener("click", (event) => {
    const on = (name) => event.target.closest(`[${name}]`), line = event.target.closest("[data-line]");
    if (on("data-sheet-insert")) insert(sheet, on("data-sheet-insert").dataset.sheetInsert, sheet.contains(marked?.closest("[data-line]") ?? null) ? marked.closest("[data-line]") : null);
    else if (on("data-sheet-find")) panel(sheet, sheet.querySelector("[data-sheet-panel]").hidden);
    else if (on("data-find-close")) panel(sheet, false);
    else if (on("data-find-next")) find(sheet);
    else if (on("data-replace-one")) replaceOne(sheet);
    else if (on("data-replace-all")) replaceAll(sheet);
    else if (on("data-sheet-move")) move(line, Number(on("data-sheet-move").dataset.sheetMove));
    else if (on("data-sheet-drop")) drop(line);
  });
});
// The cell one was in before a button of the bar was pressed.
let marked = null;
document.addEventListener("focusout", (event) => { if (event.target.closest?.("[data-line]")) marked = event.target; });

document.addEventListener("keydown", (event) => {
  const sheet = here(), ctrl = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
  if (!sheet || event.isComposing) return;
  const line = event.target.closest?.("[data-line]"), inPanel = event.target.closest?.("[data-sheet-panel]");
  if (ctrl && key === "s") { event.preventDefault(); sheet.requestSubmit(); }
  else if (ctrl && key === "f") { event.preventDefault(); panel(sheet, true); }
  else if (key === "insert" && !event.shiftKey && !event.altKey && (line || event.target === document.body)) {
    event.preventDefault();
    const usual = sheet.dataset.insert, other = usual === "before" ? "after" : "before";
    insert(sheet, ctrl ? other : usual, line);
  } else if (inPanel && key === "enter") { event.preventDefault(); find(sheet); if (found) sheet.querySelector("[data-find]").focus(); }
  else if (inPanel && key === "escape") panel(sheet, false);
  else if (line && event.altKey && (key === "arrowup" || key === "arrowdown")) { event.preventDefault(); move(line, key === "arrowup" ? -1 : 1); }
  else if (line && !event.altKey && !ctrl && (key === "arrowup" || key === "arrowdown" || key === "enter") && event.target.matches("input[type=text]")) {
    event.preventDefault();
    lines(sheet)[lines(sheet).indexOf(line) + (key === "arrowup" ? -1 : 1)]?.querySelector(`input[name^="${event.target.name.replace(/[^-]+$/, "")}"]`)?.focus();
  }
});
addEventListener("beforeunload", (event) => { if (document.querySelector("[data-sheet][data-changed]")) event.preventDefault(); });
