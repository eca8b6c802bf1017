// Rows of <table data-open-rows> open by double click as by their title. [data-insert="template"] puts a prepared text into the open answer.
import { say } from "./dom.js";

document.addEventListener("dblclick", (event) => {
  if (event.target.closest("a, button, input, select, textarea, label")) return;
  const link = event.target.closest("[data-open-rows] tbody tr")?.querySelector(".title a");
  if (link) location.assign(link.href);
});

/** The text goes to the end of what is written already; the editor takes it from its textarea. */
function insert(area, html) {
  area.value = area.value + html;
  area.dispatchEvent(new Event("draft:restored"));
  area.dispatchEvent(new Event("input", { bubbles: true }));
  area.closest("form").scrollIntoView({ block: "nearest", behavior: "smooth" });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-insert]");
  if (!button) return;
  const html = document.getElementById(button.dataset.insert).innerHTML;
  const area = () => document.querySelector("#act textarea[data-editor]");
  if (area()) return insert(area(), html);
  const open = document.querySelector('#act a[href*="do=handle"]');
  if (!open) {
    button.disabled = true;
    button.textContent = say("请先接单", "Accept it first");
    return;
  }
  open.click();
  let tries = 0;
  const wait = setInterval(() => {
    if (area()?.hidden) insert(area(), html);
    if (area()?.hidden || ++tries > 50) clearInterval(wait);
  }, 100);
});
