// Light, dark or as the system has it: kept in a cookie, so that the server sends the right page the next time.
import { remember } from "./dom.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-set]");
  if (!button) return;
  document.documentElement.dataset.theme = button.dataset.themeSet;
  remember("theme", button.dataset.themeSet);
  document.dispatchEvent(new CustomEvent("theme"));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new CustomEvent("theme")));
