// Dialogs, "are you sure", and pictures shown large.
//   <button data-dialog="id">      opens <dialog id="id">; <button data-dialog-close> closes
//   data-confirm="作废派工单？"     on a link, button, form or htmx element asks before it acts; data-confirm-verb names the button
import { make, say } from "./dom.js";

/** Ask; resolves to whether the person agreed. */
export function ask(text, verb, dangerous) {
  return new Promise((resolve) => {
    const yes = make("button", { class: `button ${dangerous ? "danger" : "primary"}`, value: "yes" }, verb || say("确定", "OK"));
    const dialog = make("dialog", { "aria-label": text },
      make("p", {}, text),
      make("form", { method: "dialog", class: "actions" }, make("button", { class: "button", value: "no" }, say("取消", "Cancel")), yes));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue === "yes"); });
    document.body.append(dialog);
    dialog.showModal();
    yes.focus();
  });
}

const agreed = new WeakSet();

async function confirmFirst(event, element, go) {
  if (agreed.has(element)) { agreed.delete(element); return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (await ask(element.dataset.confirm, element.dataset.confirmVerb, element.classList.contains("danger"))) {
    agreed.add(element);
    go();
  }
}

document.addEventListener("click", (event) => {
  const asking = event.target.closest("[data-confirm]:not(form)");
  if (asking) return void confirmFirst(event, asking, () => asking.click());
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog")?.close();
  const picture = event.target.closest("a[data-picture], .prose img");
  if (picture && !event.ctrlKey && !event.metaKey && !picture.closest("a:not([data-picture])")) {
    event.preventDefault();
    const dialog = make("dialog", { class: "picture", "aria-label": say("图片", "Picture"), onclick: () => dialog.close() },
      make("img", { src: picture.href || picture.src, alt: picture.textContent || picture.alt || "" }));
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}, true);
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-confirm]");
  const submitter = event.submitter;
  if (form) confirmFirst(event, form, () => form.requestSubmit(submitter));
}, true);
