// Groups unfold where they stand: only what is in them is fetched. The address remembers which are open.
import { grid, painted } from "./state.js";

/** The rows below a group's own row. */
function below(row) {
  const level = Number(row.dataset.level), found = [];
  for (let next = row.nextElementSibling; next && isBelow(next, level); next = next.nextElementSibling) found.push(next);
  return found;
}
const isBelow = (row, level) => (row.matches(".grid-group") ? Number(row.dataset.level) > level : Number(row.dataset.level) >= level);

function remember(row, open) {
  const query = new URLSearchParams(grid().dataset.address), path = row.dataset.path;
  const rest = query.getAll("open").filter((one) => one !== path && (open || !one.startsWith(`${path}~`)));
  query.delete("open");
  for (const one of open ? [...rest, path] : rest) query.append("open", one);
  grid().dataset.address = `?${query}`;
  history.replaceState(history.state, "", `${location.pathname}?${query}`);
}

export async function fold(row, open) {
  const link = row.querySelector(".grid-fold");
  if (!link || (link.getAttribute("aria-expanded") === "true") === open || link.getAttribute("aria-busy")) return;
  if (open) {
    link.setAttribute("aria-busy", "true");
    const before = row.nextElementSibling;
    await part(link.dataset.inside, row, "afterend");
    link.removeAttribute("aria-busy");
    if (row.nextElementSibling === before) return;
  } else for (const one of below(row)) one.remove();
  link.setAttribute("aria-expanded", String(open));
  remember(row, open);
  document.dispatchEvent(new CustomEvent("grid:painted"));
}

const part = (address, target, swap) => {
  const url = new URL(address, location.href);
  url.searchParams.set("part", "group");
  return window.htmx.ajax("GET", url.pathname + url.search, { source: target, target, swap });
};

document.addEventListener("click", async (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || !grid()) return;
  const link = event.target.closest("#grid .grid-fold");
  if (link) { event.preventDefault(); return void fold(link.closest("tr"), link.getAttribute("aria-expanded") !== "true"); }
  const rest = event.target.closest("#grid [data-rest]");
  if (!rest) return;
  event.preventDefault();
  const row = rest.closest("tr"), last = row.previousElementSibling;
  await part(rest.getAttribute("href"), row, "outerHTML");
  document.dispatchEvent(new CustomEvent("grid:painted"));
  last?.nextElementSibling?.querySelector("td, th")?.focus({ preventScroll: true });
});
document.addEventListener("keydown", (event) => {
  if (event.key === " " && event.target.matches?.(".grid-fold")) { event.preventDefault(); event.target.click(); }
});
painted(() => { for (const link of grid().querySelectorAll(".grid-fold")) if (!link.closest("tr").hasAttribute("aria-level")) link.closest("tr").setAttribute("aria-level", link.closest("tr").dataset.level); });
