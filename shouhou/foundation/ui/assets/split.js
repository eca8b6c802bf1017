// A list with a pane beside it from 1280 px: <div data-split> holds a .list whose links open in #pane; below, they lead to their page.
// Also: arrow keys walk a list, Esc closes the pane, [data-live-gone] loses rows that are gone, [data-suggest] offers names.
import { every, make } from "./behaviours/dom.js";

const wide = matchMedia("(min-width: 1280px)");
const typing = (element) => element.closest?.("input, textarea, select, [contenteditable=true], dialog");

every("[data-split]", (split) => {
  const pane = split.querySelector("#pane");
  let home = location.pathname + location.search;  // the list may be asked for something else before a pane opens

  function open(link) {
    for (const row of split.querySelectorAll("tr[aria-selected]")) row.removeAttribute("aria-selected");
    link.closest("tr")?.setAttribute("aria-selected", "true");
    if (!split.classList.contains("is-open")) {
      home = location.pathname + location.search;
      split.classList.add("is-open");
      pane.hidden = false;
      pane.replaceChildren(...[1, 2, 3].map(() => make("span", { class: "skeleton" })));
    }
    const href = link.href;
    window.htmx.ajax("GET", href, { source: pane, target: pane, swap: "innerHTML" }).then(() => { pane.scrollTop = 0; });
    if (!history.state?.htmx) history.replaceState({ htmx: true }, "", location.href);
    if (href !== location.href) history.pushState({ htmx: true }, "", href);
  }
  function close() {
    if (pane.hidden) return;
    pane.hidden = true;
    pane.replaceChildren();
    split.classList.remove("is-open");
    const row = split.querySelector("tr[aria-selected]");
    row?.removeAttribute("aria-selected");
    row?.querySelector(".title a")?.focus();
    history.pushState({ htmx: true }, "", home);
  }

  split.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.target.closest("[data-pane-close]")) return close();
    const again = event.target.closest("[data-pane-open]");
    if (again) { event.preventDefault(); return open(again); }
    const row = event.target.closest(".list tbody tr");
    if (row?.closest("[data-grid-table]") && !event.target.closest("td.title a")) return; // a grid's rows are chosen by a click, only the title opens
    const link = row && (event.target.closest("a") ?? row.querySelector(".title a"));
    if (!link || !row.contains(link)) return;
    if (wide.matches) { event.preventDefault(); open(link); } else if (!event.target.closest("a")) link.click();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !typing(event.target) && !document.querySelector("dialog[open]")) close();
  });
  document.addEventListener("row", (event) => {
    const { id, html } = event.detail ?? {};
    const known = id && document.getElementById(id);
    if (!known || !html) return;
    const shell = document.createElement("template");
    shell.innerHTML = html;
    const row = shell.content.firstElementChild;
    if (known.hasAttribute("aria-selected")) row.setAttribute("aria-selected", "true");
    known.replaceWith(row);
  });
});

every("[data-live-gone]", (rows) => rows.addEventListener("live", (event) => {
  const gone = event.detail?.gone && document.getElementById(event.detail.gone);
  if (gone && rows.contains(gone) && !gone.hasAttribute("aria-selected")) gone.remove();
}));
every("[data-live-changed]", (note) => note.addEventListener("live", (event) => { if (event.detail?.changed) note.hidden = false; }));

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || !document.activeElement?.matches(".list:not([data-grid-table]) td.title > a")) return;
  const links = [...document.querySelectorAll(".list td.title > a:first-of-type")];
  const next = links[links.indexOf(document.activeElement) + step];
  if (next) { event.preventDefault(); next.focus(); }
});

// <input list="x" data-suggest="/address/">: GET address?q= gives the <option>s of the datalist.
every("input[data-suggest]", (input) => {
  const options = document.getElementById(input.getAttribute("list"));
  let timer = 0, last = null;
  const ask = async () => {
    const text = input.value.trim();
    if (text === last) return;
    last = text;
    const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.ok && text === input.value.trim()) options.innerHTML = await answer.text();
  };
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 150); });
  input.addEventListener("focus", ask, { once: true });
});
