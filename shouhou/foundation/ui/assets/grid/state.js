// What the list shows now, and asking it for something else. The address is the truth; the page is painted from it.
import { csrf } from "../behaviours/dom.js";

export const grid = () => document.getElementById("grid");
export const table = () => grid()?.querySelector("[data-grid-table]") ?? null;
export const heads = () => [...(table()?.tHead?.rows[0]?.cells ?? [])].filter((th) => th.dataset.key);
export const state = () => JSON.parse(grid().dataset.state);
export const columns = () => JSON.parse(grid().dataset.columns);
export const columnOf = (key) => columns().find((c) => c.key === key);
export const bare = (name) => name.replace(/^-/, "");

/** Run `start` now and after each repaint. */
export function painted(start) {
  document.addEventListener("grid:painted", () => grid() && start());
  if (grid()) start();
}

let wanted = null, running = null;

/** Paint the list of `address`; of several wishes in a row the last is painted. */
export function load(address, { push = true, top = false } = {}) {
  wanted = { address, push, top };
  running ??= (async () => {
    try { while (wanted) { const next = wanted; wanted = null; await paint(next); } } finally { running = null; }
  })();
  return running;
}

async function paint({ address, push, top }) {
  const before = grid(), layout = before.dataset.state, known = before.dataset.address;
  const url = new URL(address, location.href);
  url.searchParams.set("part", "grid");
  const back = focused();
  fresh = null;
  isElsewhere = false;
  await window.htmx.ajax("GET", url.pathname + url.search, { source: before, target: before, swap: "outerMorph" });
  if (isElsewhere) return void location.assign(address);
  const now = grid();
  if (fresh) document.getElementById("rows")?.replaceChildren(fresh);
  if (now.dataset.address !== known) {
    const there = location.pathname + now.dataset.address;
    if (push) history.pushState({ grid: true }, "", there); else history.replaceState(history.state, "", there);
  }
  document.dispatchEvent(new CustomEvent("grid:painted"));
  back();
  if (top) {
    now.querySelector(".grid-frame")?.scrollTo(0, 0);
    if (now.getBoundingClientRect().top < 0) now.scrollIntoView({ block: "start" });
  }
  const asks = (said) => new URLSearchParams(said).getAll("c").join("\n");
  if (now.dataset.state !== layout || asks(now.dataset.address) !== asks(known)) keep(now);
}

// Bars and heads are morphed, so that focus and scroll stay; rows are put in at once: matching 200 of them one by one takes ten times as long.
let fresh = null, isElsewhere = false;
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  if (ctx.target !== grid() || !ctx.text) return;
  if (ctx.response.status < 400 && !ctx.text.includes('id="grid"')) {  // that address is no list any more: a page of its own
    isElsewhere = true;
    ctx.swap = "none";
    return;
  }
  const tag = ctx.text.indexOf('<tbody id="rows"'), begin = ctx.text.indexOf(">", tag) + 1, end = ctx.text.lastIndexOf("</tbody>");
  if (tag < 0 || end < begin) return;
  const shell = document.createElement("template");
  shell.innerHTML = ctx.text.slice(begin, end);
  fresh = shell.content;
  ctx.text = `${ctx.text.slice(0, begin - 1)} hx-morph-skip-children>${ctx.text.slice(end)}`;
});

/** Where the keyboard is, by what it is on; afterwards it goes there again. */
function focused() {
  const on = document.activeElement, holder = on?.closest?.("#grid [data-key]");
  if (on?.closest?.("#grid tbody")) return () => table()?.querySelector("tbody [tabindex='0']")?.focus({ preventScroll: true });
  if (!holder) return () => {};
  const key = holder.dataset.key;
  return () => {
    if (document.activeElement !== document.body && document.activeElement?.closest("[data-key]")?.dataset.key === key) return;
    if (document.activeElement !== document.body && document.activeElement?.isConnected && !document.activeElement.closest("#grid [data-key]")) return;
    (grid().querySelector(`th[data-key="${key}"] a, .grid-level[data-key="${key}"] a`))?.focus({ preventScroll: true });
  };
}

/** The layout as it is now is kept for the person, where the page says so. */
function keep(now) {
  if (!now.dataset.layoutUrl) return;
  fetch(now.dataset.layoutUrl, {
    method: "POST", keepalive: true, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, body: new URLSearchParams({ address: now.dataset.address }),
  }).catch(() => {});
}

/** The address with changes: lists are joined by commas. What changes the result leaves the place in it. */
export function addressOf(changes) {
  const query = new URLSearchParams(grid().dataset.address);
  if (["sort", "group", "q", "c"].some((name) => name in changes)) for (const name of ["after", "before", "path"]) query.delete(name);
  if ("group" in changes) query.delete("open");
  for (const [name, value] of Object.entries(changes)) query.set(name, Array.isArray(value) ? value.join(",") : value);
  return `?${query}`;
}
export const change = (changes, options) => load(addressOf(changes), options);
export const refresh = () => load(grid().dataset.address, { push: false });

export const sortBy = (name, add = false) => {
  if (!add) return change({ sort: name });
  const sort = state().sort, at = sort.findIndex((one) => bare(one) === bare(name));
  return change({ sort: at < 0 ? [...sort, name] : sort.with ? sort.with(at, name) : sort.map((one, n) => (n === at ? name : one)) });
};

/** Group by a column, before the level `place` (at the end without one); a column that is a level moves there. */
export function groupBy(key, place = null) {
  const groups = state().groups, name = groups.find((one) => bare(one) === key) ?? key;
  const rest = groups.filter((one) => bare(one) !== key);
  const at = place === null ? rest.length : rest.findIndex((one) => bare(one) === place);
  rest.splice(at < 0 ? rest.length : at, 0, name);
  return change({ group: rest });
}
export const ungroup = (key) => change({ group: state().groups.filter((one) => bare(one) !== key) });

/** Put a column before another (at the end without one), out of the groups, into the table. */
export function place(key, before = null) {
  const now = state(), order = now.columns.filter((one) => one !== key);
  const at = before === null ? order.length : order.indexOf(before);
  order.splice(at < 0 ? order.length : at, 0, key);
  const changes = { cols: order };
  if (now.groups.some((one) => bare(one) === key)) changes.group = now.groups.filter((one) => bare(one) !== key);
  return change(changes);
}

/** Take a column out of the table; the last one stays. */
export function hide(key) {
  const now = state(), order = now.columns.filter((one) => one !== key);
  if (order.length) change({ cols: order });
}
export const show = (key) => { const order = state().columns; if (!order.includes(key)) change({ cols: [...order, key] }); };

export const merge = (key) => {
  const merged = state().merged;
  return change({ merge: merged.includes(key) ? merged.filter((one) => one !== key) : [...merged, key] });
};
