// Tabs: <nav data-tabs><a href="#a">…</a></nav> <div class="tab-panels"><section class="tab-panel" id="a">…
// Links without this script (the panel that is :target shows); with it, arrow keys, no jump, and the hash kept in the address.
import { every } from "./dom.js";

every("nav[data-tabs]", (bar) => {
  const links = [...bar.querySelectorAll("a[href^='#']")];
  const panels = links.map((link) => document.getElementById(link.hash.slice(1)));
  if (!links.length || panels.some((p) => !p)) return;
  bar.setAttribute("role", "tablist");
  links.forEach((link, n) => {
    link.setAttribute("role", "tab");
    link.id ||= `tab-${panels[n].id}`;
    link.setAttribute("aria-controls", panels[n].id);
    panels[n].setAttribute("role", "tabpanel");
    panels[n].setAttribute("aria-labelledby", link.id);
  });
  const show = (n, keep) => {
    links.forEach((link, m) => {
      link.removeAttribute("aria-current");
      link.setAttribute("aria-selected", m === n);
      link.tabIndex = m === n ? 0 : -1;
      panels[m].classList.toggle("shown", m === n);
    });
    panels[0].parentElement.classList.add("live");
    if (keep) history.replaceState(history.state, "", links[n].hash);
    panels[n].dispatchEvent(new CustomEvent("shown", { bubbles: true }));
  };
  const fromHash = () => panels.findIndex((p) => location.hash.length > 1 && (`#${p.id}` === location.hash || p.querySelector(`[id="${CSS.escape(location.hash.slice(1))}"]`)));
  const given = Math.max(0, links.findIndex((l) => l.hasAttribute("aria-current")));
  show(fromHash() >= 0 ? fromHash() : given, false);
  bar.addEventListener("click", (event) => {
    const n = links.indexOf(event.target.closest("a"));
    if (n >= 0) { event.preventDefault(); show(n, true); }
  });
  bar.addEventListener("keydown", (event) => {
    const n = links.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step ? (n + step + links.length) % links.length : event.key === "Home" ? 0 : event.key === "End" ? links.length - 1 : -1;
    if (n >= 0 && next >= 0) { event.preventDefault(); show(next, true); links[next].focus(); }
  });
  addEventListener("hashchange", () => { const n = fromHash(); if (n >= 0) show(n, false); });
});
