// Finding in a document: the server knows on which pages words stand, so that nothing is loaded for it; here they are marked on the page.
import { say } from "../behaviours/dom.js";

const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

/** Ranges of `wanted` in a text layer, across its pieces; blanks and width aside. */
export function rangesOf(layer, wanted) {
  const walker = document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
  const places = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    [...node.data].reduce((at, letter) => {
      for (const folded of fold(letter)) { text += folded; places.push([node, at, letter.length]); }
      return at + letter.length;
    }, 0);
  }
  const found = [];
  for (let at = text.indexOf(wanted); at >= 0 && wanted; at = text.indexOf(wanted, at + wanted.length)) {
    const range = new Range();
    const [start, from] = places[at], [end, upto, length] = places[at + wanted.length - 1];
    range.setStart(start, from);
    range.setEnd(end, upto + length);
    found.push(range);
  }
  return found;
}

export function finding(box, view) {
  const form = box.querySelector("[data-find]");
  const input = form.querySelector("input");
  const told = form.querySelector("[data-found]");
  let words = "", pages = [], total = 0, place = -1, hit = 0;

  const marks = (ranges, chosen) => {
    if (!window.CSS?.highlights || !window.Highlight) return;
    CSS.highlights.set("found", new Highlight(...ranges));
    CSS.highlights.set("found-now", new Highlight(...(chosen ? [chosen] : [])));
  };
  const before = () => pages.slice(0, place).reduce((sum, [, count]) => sum + count, 0);

  async function show() {
    const [number, count] = pages[place];
    told.textContent = say(`${before() + hit + 1} / ${total} 处`, `${before() + hit + 1} of ${total}`);
    view.go(number);
    const ranges = rangesOf(await view.text(number), fold(words));
    const chosen = ranges[Math.min(hit, ranges.length - 1)];
    marks(ranges, chosen);
    chosen?.startContainer.parentElement.scrollIntoView({ block: "center" });
    if (hit >= count) hit = 0;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const asked = input.value.trim();
    if (!asked) { marks([]); told.textContent = ""; words = ""; return; }
    if (asked !== words) {
      const answer = await fetch(`${box.dataset.places}?q=${encodeURIComponent(asked)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) { told.textContent = say("查找失败", "Finding failed"); return; }
      const given = await answer.json();
      ({ pages, total } = given);
      words = asked;
      place = pages.findIndex(([number]) => number >= view.page());
      if (place < 0) place = 0;
      hit = 0;
      if (!pages.length) {
        marks([]);
        told.textContent = given.is_read ? say("没有找到", "Not found") : say("这个文档的文字不能查找", "Its words cannot be searched");
        return;
      }
    } else if (pages.length) {
      hit += 1;
      if (hit >= pages[place][1]) { hit = 0; place = (place + 1) % pages.length; }
    } else return;
    await show();
  });
  input.addEventListener("keydown", (event) => { if (event.key === "Escape") { input.value = ""; form.requestSubmit(); } });
}
