// Small shared steps of the behaviours.

/** Run `start(element)` once for each element that matches, now and for those that come later. */
export function every(selector, start) {
  const seen = new WeakSet();
  const run = (root) => {
    const found = root.querySelectorAll ? [...root.querySelectorAll(selector)] : [];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) if (!seen.has(element)) { seen.add(element); start(element); }
  };
  run(document);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) run(node);
  }).observe(document.documentElement, { childList: true, subtree: true });
}

/** A new element: `make("a", {class: "file", href: url}, "text", child)`. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((c) => c != null));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A picture of the sprite, as the `{% icon %}` tag draws it. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.querySelector("meta[name=icons]")?.content ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

export const csrf = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

/** Remember a choice of this device for a year, where the server can read it. */
export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

const english = document.documentElement.lang.startsWith("en");

/** The words of a behaviour in the language of the page. */
export const say = (chinese, inEnglish) => (english ? inEnglish : chinese);

/** A short message that goes away by itself; errors stay longer. */
export function toast(text, tone = "green") {
  const box = document.getElementById("toasts");
  if (!box || !text) return;
  const note = make("div", { class: `toast toast-${tone}` }, text);
  box.append(note);
  setTimeout(() => note.remove(), tone === "red" || tone === "amber" ? 9000 : 4500);
}

export const size = (bytes) => bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
