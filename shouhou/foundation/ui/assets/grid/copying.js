// Ctrl+C: the cell under the cursor, or the chosen rows as a table (with heads), for a text editor and for a spreadsheet.
import { say, toast } from "../behaviours/dom.js";
import { columnOf, grid, heads } from "./state.js";
import { chosenRows, cursorCell } from "./selection.js";

const escape = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/** What a cell says: the exact time rather than how long ago, nothing for a dash. */
export function textOf(cell) {
  const time = cell.querySelector("time[title]");
  if (time) return time.title;
  const text = cell.textContent.trim().replace(/\s+/g, " ");
  return text === "—" ? "" : text;
}
/** A line of text for a spreadsheet: what would be a formula there stays text. */
const tame = (text) => (/^[=@]|^[+-](?!\d)/.test(text) ? `'${text}` : text);

export function tableOf(rows) {
  const names = heads().map((th) => th.dataset.key), labels = names.map((key) => columnOf(key).label);
  const isNumber = names.map((key) => ["number", "money"].includes(columnOf(key).kind));
  const lines = rows.map((row) => names.map((key) => textOf(row.querySelector(`td[data-key="${key}"]`))));
  const cell = (text, n) => (isNumber[n] ? `<td>${escape(text)}</td>` : `<td style="mso-number-format:'\\@'">${escape(text)}</td>`);
  return {
    text: [labels, ...lines].map((line) => line.map(tame).join("\t")).join("\n"),
    html: `<table><thead><tr>${labels.map((one) => `<th>${escape(one)}</th>`).join("")}</tr></thead><tbody>${lines.map((line) => `<tr>${line.map(cell).join("")}</tr>`).join("")}</tbody></table>`,
  };
}

document.addEventListener("copy", (event) => {
  if (!grid() || event.target.closest?.("input, textarea, [contenteditable=true]") || !(getSelection()?.isCollapsed ?? true)) return;
  const rows = chosenRows(), cell = cursorCell();
  if (rows.length > 1) {
    const { text, html } = tableOf(rows);
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", html);
    toast(say(`已复制 ${rows.length} 行`, `${rows.length} rows copied`));
  } else if (cell && document.activeElement?.closest("#grid")) {
    event.clipboardData.setData("text/plain", textOf(cell));
    toast(say("已复制", "Copied"));
  } else return;
  event.preventDefault();
});
