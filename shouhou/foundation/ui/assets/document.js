// The viewer of documents: pages of a PDF as they come into sight, loaded by small ranges; page number, zoom, finding, text that can be selected.
// <section data-document data-address data-places data-most data-worker data-pack data-fallback>
import { every, say, toast } from "./behaviours/dom.js";
import { finding } from "./document/finding.js";
import { openPdf } from "./document/opening.js";
import { sheets } from "./document/sheets.js";

every("[data-document]", async (box) => {
  const wait = box.querySelector("[data-wait]");
  const number = box.querySelector("[data-page]");
  const scale = box.querySelector("[data-scale]");
  let pdf;
  try {
    pdf = await openPdf(box, (text) => toast(text, "red"));
  } catch (error) {
    wait.textContent = error?.name === "PasswordException"
      ? say("这个文档有打开密码，不能在线查看。", "This document has a password and cannot be shown here.")
      : say("这个文档打不开。请刷新页面再试；仍打不开时请联系我们。", "This document cannot be opened. Reload the page, or contact us.");
    wait.setAttribute("role", "alert");
    box.dataset.state = "failed";
    return;
  }
  box.querySelector("[data-pages]").textContent = pdf.numPages;
  wait.remove();
  const view = await sheets(box.querySelector("[data-sheets]"), pdf, (page) => {
    if (document.activeElement !== number) number.value = page;
    for (const button of box.querySelectorAll("[data-step]")) button.disabled = button.dataset.step === "-1" ? page === 1 : page === pdf.numPages;
  });
  finding(box, view);

  const go = () => { const page = parseInt(number.value, 10); view.go(Number.isInteger(page) ? page : view.page()); number.value = view.page(); };
  number.addEventListener("change", go);
  number.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); go(); } });
  for (const button of box.querySelectorAll("[data-step]")) button.addEventListener("click", () => view.go(view.page() + Number(button.dataset.step)));
  scale.addEventListener("change", () => view.zoom(scale.value));
  for (const button of box.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => {
      const factor = Math.min(4, Math.max(0.25, view.scale() * (button.dataset.zoom === "larger" ? 1.25 : 0.8)));
      const own = [...scale.options].find((option) => Math.abs(Number(option.value) - factor) < 0.01) ?? scale.querySelector("[data-own]") ?? new Option("");
      if (!own.value || own.hasAttribute("data-own")) {
        own.setAttribute("data-own", "");
        own.value = String(factor);
        own.textContent = `${Math.round(factor * 100)}%`;
        scale.append(own);
      }
      own.selected = true;
      view.zoom(own.value);
    });
  }
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.get("page")) view.go(parseInt(asked.get("page"), 10) || 1);
  box.dataset.state = "open";
});
