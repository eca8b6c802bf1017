// Links and forms of the list repaint it in place; Back repaints what stood there.
import { grid, load, painted, refresh, sortBy, state, bare } from "./state.js";

document.documentElement.classList.add("has-grid");

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.altKey || !grid()) return;
  const link = event.target.closest("#grid a[href^='?'], .grid-shortcuts a[href^='?']");
  if (!link || link.matches(".grid-fold, [data-rest], [data-plain]")) return;
  const head = link.closest("th[data-key]");
  if (event.shiftKey && !head) return;
  event.preventDefault();
  if (head && event.shiftKey) {
    const key = head.dataset.key, now = state().sort.find((one) => bare(one) === key);
    return void sortBy(now === key ? `-${key}` : key, true);
  }
  load(link.getAttribute("href"), { top: Boolean(link.closest(".pager")) });
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches(".grid-words, .grid-conditions") || !grid()) return;
  event.preventDefault();
  const asked = new URLSearchParams(new FormData(form));
  if (form.matches(".grid-words") && !asked.get("q")) asked.delete("q");
  load(`?${asked}`);
});
// The cross of a search field empties it.
document.addEventListener("search", (event) => { if (event.target.matches(".grid-words input") && !event.target.value) event.target.form.requestSubmit(); });

document.addEventListener("click", (event) => { if (event.target.closest("[data-grid-refresh]")) refresh(); });
document.addEventListener("grid:refresh", () => grid() && refresh());
document.addEventListener("live", (event) => { if (event.target.matches?.("#grid") || event.detail?.missed && event.target.closest?.("#grid")) refresh(); }, true);

const here = () => grid()?.dataset.path === location.pathname && !document.querySelector("[data-split].is-open");
addEventListener("popstate", () => { if (here()) load(location.search || "?", { push: false }); });
document.addEventListener("htmx:before:history:restore", (event) => { if (here()) event.preventDefault(); });

// Which shortcut one is on: the one with these conditions; one that names levels goes before one that does not.
painted(() => {
  const asks = (address) => { const all = new URLSearchParams(address); return [all.getAll("c").join("\n"), all.get("group")]; };
  const [conditions, levels] = asks(grid().dataset.address);
  const links = [...document.querySelectorAll(".grid-shortcuts a[href^='?']")].map((link) => [link, ...asks(link.getAttribute("href"))]);
  const on = links.filter(([, asked, group]) => asked === conditions && (group === null || group === levels));
  const best = on.filter(([, , group]) => group !== null);
  for (const one of links)
    if ((best.length ? best : on).includes(one)) one[0].setAttribute("aria-current", "true"); else one[0].removeAttribute("aria-current");
});
