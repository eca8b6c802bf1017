// Opening a PDF: the library, its worker from our own address, and a source of bytes that asks for ranges only.
import { GlobalWorkerOptions, PDFDataRangeTransport, getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import { say } from "../behaviours/dom.js";

/* global PDF_PACK */
const CHUNK = 1 << 14;  // bytes; what a page needs is fetched in multiples of this

/** Bytes by ranges from an address that the server gives for a while; when it has become old, a new one is asked for once. */
class Ranges extends PDFDataRangeTransport {
  #box; #most; #url; #renewed = null; #complain; #stopped = new AbortController();

  constructor(box, first, complain) {
    super(first.size, null);
    this.#box = box;
    this.#most = Number(box.dataset.most) || 1 << 20;
    this.#url = first.url;
    this.#complain = complain;
  }

  async requestDataRange(begin, end) {
    try {
      const parts = [];
      for (let from = begin; from < end; from += this.#most) parts.push(await this.#part(from, Math.min(from + this.#most, end)));
      const whole = new Uint8Array(end - begin);
      let at = 0;
      for (const part of parts) { whole.set(part, at); at += part.length; }
      this.onDataRange(begin, whole);
    } catch (error) {
      if (error.name !== "AbortError") this.#complain(say("读取文档时出错，请刷新页面。", "The document could not be read. Reload the page."));
    }
  }

  async #part(begin, end, isAgain = false) {
    const answer = await fetch(this.#url, { headers: { Range: `bytes=${begin}-${end - 1}` }, cache: "no-store", signal: this.#stopped.signal });
    if (answer.status === 206) return new Uint8Array(await answer.arrayBuffer());
    if (isAgain) throw new Error(`status ${answer.status}`);
    this.#renewed ??= address(this.#box).finally(() => { setTimeout(() => { this.#renewed = null; }, 1000); });
    this.#url = (await this.#renewed).url;
    return this.#part(begin, end, true);
  }

  abort() { this.#stopped.abort(); }
}

async function address(box) {
  const answer = await fetch(box.dataset.address, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return answer.json();
}

/** Character maps and standard fonts, all in one file of which only what a document needs is fetched. */
function packed(url) {
  return class {
    async fetch({ filename }) {
      const place = PDF_PACK[filename];
      if (!place) throw new Error(`no ${filename}`);
      const [begin, length] = place;
      const answer = await fetch(url, { headers: { Range: `bytes=${begin}-${begin + length - 1}` } });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return answer.status === 206 ? bytes : bytes.slice(begin, begin + length);
    }
  };
}

/** The document of this viewer. Rejects when it cannot be opened. */
export async function openPdf(box, complain) {
  GlobalWorkerOptions.workerSrc = box.dataset.worker;
  const first = await address(box);
  return getDocument({
    range: new Ranges(box, first, complain), length: first.size, rangeChunkSize: CHUNK, disableAutoFetch: true, disableStream: true,
    BinaryDataFactory: packed(box.dataset.pack), cMapUrl: "pack/", cMapPacked: true, standardFontDataUrl: "pack/", wasmUrl: box.dataset.fallback,
    useWorkerFetch: false, useWasm: false, enableXfa: false, isEvalSupported: false, stopAtErrors: false, maxImageSize: 40_000_000,
    canvasMaxAreaInBytes: 1 << 27, verbosity: 0,
  }).promise;
}
