// Keys: / searches, c makes a new one, j and k walk a list, Enter opens, ? tells.
const typing = (element) => element.closest?.("input, textarea, select, [contenteditable=true], dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target)) {
    if (event.key === "Escape" && event.target.matches("[data-key-search]")) event.target.blur();
    return;
  }
  if (event.key === "/") {
    const field = document.querySelector("[data-key-search]");
    if (field) { event.preventDefault(); field.focus(); field.select(); }
  } else if (event.key === "c") {
    const link = document.querySelector("[data-key-new]");
    if (link) { event.preventDefault(); link.click(); }
  } else if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll(".list td.title > a:first-of-type")];
    if (!links.length) return;
    const here = links.indexOf(document.activeElement);
    const next = event.key === "j" ? Math.min(here + 1, links.length - 1) : Math.max(here - 1, 0);
    event.preventDefault();
    links[next].focus();
  }
});
document.addEventListener("keydown", (event) => {
  // Ctrl+Enter sends the form one writes in.
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.closest?.("form[method=post], form[hx-post]")?.requestSubmit();
});
