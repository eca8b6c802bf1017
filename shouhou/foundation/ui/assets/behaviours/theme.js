// Light, dark or as the system has it: kept in a cookie, so that the server sends the right page the next time.
// Of somebody who has signed in the server keeps it too, so that it follows to other devices.
import { csrf, remember } from "./dom.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-set]");
  if (!button) return;
  document.documentElement.dataset.theme = button.dataset.themeSet;
  remember("theme", button.dataset.themeSet);
  if (document.querySelector("meta[name=person]")) {
    fetch("/preferences/", { method: "POST", headers: { "X-CSRFToken": csrf() }, body: new URLSearchParams({ theme: button.dataset.themeSet }), keepalive: true }).catch(() => {});
  }
  document.dispatchEvent(new CustomEvent("theme"));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => document.dispatchEvent(new CustomEvent("theme")));
