// The menu: folded on wide screens, a drawer on phones. And lists that drop down.
import { remember } from "./dom.js";

const root = document.documentElement;
const side = document.getElementById("menu");
const veil = document.querySelector(".veil");
let opener = null;

// Folded, only pictures show: the name appears on hover.
for (const place of side?.querySelectorAll(".place") ?? []) place.title = place.querySelector(".place-name")?.textContent ?? "";

function drawer(open) {
  if (!side) return;
  root.classList.toggle("menu-open", open);
  if (veil) veil.hidden = !open;
  for (const button of document.querySelectorAll("[data-menu-open]")) button.setAttribute("aria-expanded", open);
  if (open) side.querySelector("a, button")?.focus();
  else { opener?.focus(); opener = null; }
}

document.addEventListener("click", (event) => {
  const target = event.target;
  if (target.closest("[data-menu-open]")) {
    opener = target.closest("[data-menu-open]");
    drawer(!root.classList.contains("menu-open"));
  } else if (target.closest("[data-menu-close]")) drawer(false);
  else if (target.closest("[data-menu-fold]")) {
    const small = root.dataset.menu !== "small";
    if (small) root.dataset.menu = "small"; else delete root.dataset.menu;
    remember("menu", small ? "small" : "wide");
  }
  for (const list of document.querySelectorAll("details.drop[open]")) if (!list.contains(target)) list.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (root.classList.contains("menu-open")) drawer(false);
  for (const list of document.querySelectorAll("details.drop[open]")) { list.open = false; list.querySelector("summary").focus(); }
});
