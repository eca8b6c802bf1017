// The pages of a PDF below one another: each is drawn when it comes into sight, those far away give their memory back.
import { TextLayer } from "pdfjs-dist/legacy/build/pdf.mjs";
import { make } from "../behaviours/dom.js";

const KEPT = 6;                 // drawn pages that are kept
const PIXELS = 16_000_000;      // of one drawn page
const CSS = 96 / 72;            // pixels for each point of the PDF

export async function sheets(room, pdf, turned) {
  const first = await pdf.getPage(1);
  const usual = first.getViewport({ scale: CSS });
  let wish = "width", drawn = [], current = 1;
  const list = [];

  const factor = (width, height) => {
    if (wish === "width") return Math.max(0.1, (room.clientWidth - 24) / width);
    if (wish === "page") return Math.max(0.1, Math.min((room.clientWidth - 24) / width, (room.clientHeight - 24) / height));
    return Number(wish) || 1;
  };
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const box = make("div", { class: "sheet", "data-number": number, role: "group", "aria-label": `${number}` });
    list.push({ number, box, width: usual.width, height: usual.height, state: "", task: null, done: null });
    room.append(box);
  }
  const measure = (sheet) => {
    const scale = factor(sheet.width, sheet.height);
    sheet.box.style.setProperty("--total-scale-factor", String(scale * CSS));
    sheet.box.style.width = `${Math.floor(sheet.width * scale)}px`;
    sheet.box.style.height = `${Math.floor(sheet.height * scale)}px`;
    return scale;
  };
  list.forEach(measure);

  function forget(sheet) {
    sheet.task?.cancel();
    sheet.text?.cancel();
    const canvas = sheet.box.querySelector("canvas");
    if (canvas) { canvas.width = 0; canvas.height = 0; }
    sheet.box.replaceChildren();
    sheet.page?.cleanup();
    Object.assign(sheet, { state: "", task: null, text: null, done: null });
  }

  async function paint(sheet) {
    sheet.state = "busy";
    const page = sheet.page ??= await pdf.getPage(sheet.number);
    const plain = page.getViewport({ scale: CSS });
    Object.assign(sheet, { width: plain.width, height: plain.height });
    const scale = measure(sheet) * CSS;
    const viewport = page.getViewport({ scale });
    const sharp = Math.min(window.devicePixelRatio || 1, Math.sqrt(PIXELS / (viewport.width * viewport.height)));
    const canvas = make("canvas", { "aria-hidden": "true" });
    canvas.width = Math.max(1, Math.floor(viewport.width * sharp));
    canvas.height = Math.max(1, Math.floor(viewport.height * sharp));
    const layer = make("div", { class: "sheet-text" });
    sheet.box.replaceChildren(canvas, layer);
    sheet.task = page.render({ canvas, viewport, transform: sharp === 1 ? null : [sharp, 0, 0, sharp, 0, 0], annotationMode: 0 });
    await sheet.task.promise;
    sheet.text = new TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
    await sheet.text.render();
    sheet.state = "drawn";
    sheet.box.dataset.drawn = "";
    drawn = [...drawn.filter((other) => other !== sheet), sheet];
    for (const other of drawn.filter((one) => !one.isSeen).slice(0, Math.max(0, drawn.length - KEPT))) {
      forget(other);
      delete other.box.dataset.drawn;
      drawn = drawn.filter((one) => one !== other);
    }
  }
  const draw = (sheet) => {
    sheet.done ??= paint(sheet).catch((error) => {
      if (error?.name === "RenderingCancelledException" || error?.name === "AbortException") return;
      sheet.state = "failed";
      sheet.box.dataset.failed = "";
    });
    return sheet.done;
  };

  // Only who scrolls slowly enough to see a page gets it.
  let resting = 0;
  const look = () => { clearTimeout(resting); resting = setTimeout(() => list.filter((sheet) => sheet.isSeen && !sheet.state).forEach(draw), 120); };
  const sight = new IntersectionObserver((seen) => {
    for (const { target, isIntersecting } of seen) list[Number(target.dataset.number) - 1].isSeen = isIntersecting;
    look();
  }, { root: room });
  list.forEach((sheet) => sight.observe(sheet.box));

  const found = () => {
    const middle = room.scrollTop + room.clientHeight / 3;
    let low = 0, high = list.length - 1;
    while (low < high) {
      const half = (low + high + 1) >> 1;
      if (list[half].box.offsetTop <= middle) low = half; else high = half - 1;
    }
    return low + 1;
  };
  const note = () => { current = found(); turned(current); };
  room.addEventListener("scroll", note, { passive: true });

  function again() {
    const keep = current, sheet = list[keep - 1];
    const inside = sheet.box.offsetHeight ? (room.scrollTop - sheet.box.offsetTop) / sheet.box.offsetHeight : 0;
    for (const one of list) { if (one.state) { forget(one); delete one.box.dataset.drawn; } measure(one); }
    drawn = [];
    room.scrollTop = sheet.box.offsetTop + inside * sheet.box.offsetHeight;
    look();
  }
  let width = room.clientWidth;
  new ResizeObserver(() => {
    if (room.clientWidth !== width) { width = room.clientWidth; if (Number.isNaN(Number(wish))) again(); }
  }).observe(room);
  turned(1);

  return {
    page: () => current,
    scale: () => factor(list[current - 1].width, list[current - 1].height),
    zoom(value) { wish = value; again(); },
    go(number) {
      current = Math.min(pdf.numPages, Math.max(1, number));
      room.scrollTop = list[current - 1].box.offsetTop - 8;
      turned(current);
    },
    /** The text of a page once it is drawn. */
    async text(number) {
      await draw(list[number - 1]);
      return list[number - 1].box.querySelector(".sheet-text");
    },
  };
}
