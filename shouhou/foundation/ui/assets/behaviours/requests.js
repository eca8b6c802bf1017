// What happens while something is sent: busy buttons, no second press, a line at the top, messages when it fails.
import { csrf, every, make, say, toast } from "./dom.js";

const line = make("div", { class: "busy-line" });
let open = 0;

function busy(button, is) {
  if (!button?.classList?.contains("button")) return;
  if (is) button.setAttribute("aria-busy", "true"); else button.removeAttribute("aria-busy");
}

// Plain forms: pressing twice sends once. The page that comes back is fresh; going back in history revives the form.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.method === "get" || form.matches("[hx-post], [hx-get]")) return;
  if (event.submitter?.hasAttribute("data-again")) return; // its answer is a file: the page stays, and may ask again
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  busy(event.submitter ?? form.querySelector(".button.primary"), true);
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) busy(button, false);
});

document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  if (!["GET", "HEAD"].includes(request.method)) request.headers["X-CSRFToken"] = csrf();
});
document.addEventListener("htmx:before:request", (event) => {
  const element = event.detail.ctx.sourceElement;
  if (++open === 1) document.body.append(line);
  const form = element.matches("form") ? element : null;
  busy(form ? (event.detail.ctx.sourceEvent?.submitter ?? form.querySelector(".button.primary")) : element, true);
});
document.addEventListener("htmx:finally:request", (event) => {
  const element = event.detail.ctx.sourceElement;
  if (--open <= 0) { open = 0; line.remove(); }
  busy(element, false);
  for (const button of element.querySelectorAll?.("[aria-busy]") ?? []) busy(button, false);
});
// A whole page as the answer to a part of one (refused, not found, our fault): say its sentence, leave the page as it is.
document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status === 401) toast(say("登录已过期，请重新登录。填写的内容还在。", "Please sign in again. What you typed is kept."), "amber");
  if (!/^\s*<!doctype/i.test(ctx.text ?? "")) return;
  const page = new DOMParser().parseFromString(ctx.text, "text/html");
  toast(page.querySelector(".plain-card p")?.textContent.trim() || page.querySelector("h1")?.textContent.trim(), "red");
  ctx.text = "";
  ctx.swap = "none";
});
document.addEventListener("htmx:error", (event) => {
  if (event.detail?.ctx?.response) return;
  toast(say("网络不通，请检查后再试。填写的内容还在。", "No connection. What you typed is kept."), "red");
});
document.addEventListener("toast", (event) => toast(event.detail?.text, event.detail?.tone));
document.addEventListener("htmx:after:swap", () => firstError());

// Messages that came with the page go away by themselves, errors later.
every("#toasts > .toast", (note) => setTimeout(() => note.remove(), note.matches(".toast-red, .toast-amber") ? 12000 : 6000));

function firstError() {
  const wrong = document.querySelector("[data-focus], [aria-invalid='true']");
  if (!wrong || wrong.dataset.focused) return;
  wrong.dataset.focused = "1";
  wrong.focus({ preventScroll: false });
}
firstError();

// A field that was refused is plain again as soon as it is changed: what is wrong now is for the next answer to say.
document.addEventListener("input", (event) => {
  if (!event.isTrusted) return;
  const field = event.target.closest(".field-bad");
  if (!field) return;
  field.classList.remove("field-bad");
  field.querySelector(".error")?.remove();
  for (const control of field.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
});

// A select that filters sends its form at once: <form data-send-on-change>.
document.addEventListener("change", (event) => {
  if (event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) event.target.closest("form[data-send-on-change]")?.requestSubmit();
});

// Copy: <button data-copy="text"> or data-copy-from="#id".
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const text = button.dataset.copy || source?.value || source?.textContent.trim() || "";
  try {
    await navigator.clipboard.writeText(text);
    toast(say("已复制", "Copied"));
  } catch {
    const field = make("textarea", { class: "hidden-text" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    toast(done ? say("已复制", "Copied") : say("请手动选中后复制", "Please copy by hand"), done ? "green" : "amber");
  }
});

// Print: <button data-print>.
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });
