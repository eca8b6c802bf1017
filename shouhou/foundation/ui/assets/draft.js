// <form data-draft="tickets.ask">: what is typed is saved a second later, here at once and on the server; and comes back.
import { csrf, every, make, say } from "./behaviours/dom.js";
import * as kept from "./behaviours/kept.js";

const LEFT_OUT = new Set(["csrfmiddlewaretoken", "_key", "files"]);

every("form[data-draft]", (form) => {
  const name = form.dataset.draft;
  const note = form.querySelector("[data-draft-note]") ?? form.appendChild(make("p", { class: "draft-note" }));
  note.setAttribute("role", "status");
  let timer = 0, leaving = false, busy = false, again = false, last = "";

  function collect() {
    const data = {};
    for (const element of form.elements) {
      if (!element.name || LEFT_OUT.has(element.name) || ["password", "file", "submit", "button"].includes(element.type) || element.type === "hidden") continue;
      if (element.type === "checkbox" || element.type === "radio") {
        if (element.type === "radio") { if (element.checked) data[element.name] = element.value; }
        else (data[element.name] ??= []).push(...(element.checked ? [element.value] : []));
      } else if (element.multiple) data[element.name] = [...element.selectedOptions].map((o) => o.value);
      else data[element.name] = element.value;
    }
    const uploads = form.querySelector("[data-uploads]");
    if (uploads?.uploaded?.length) data._files = uploads.uploaded;
    return data;
  }

  function apply(data) {
    for (const [field, value] of Object.entries(data)) {
      for (const element of form.querySelectorAll(`[name="${CSS.escape(field)}"]`)) {
        if (LEFT_OUT.has(field) || element.type === "hidden" || element.type === "password" || element.type === "file") continue;
        if (element.type === "checkbox" || element.type === "radio") element.checked = [].concat(value).includes(element.value);
        else if (element.multiple) for (const option of element.options) option.selected = value.includes(option.value);
        else {
          element.value = value;
          if (element.value !== value && element.tagName === "SELECT") element.dataset.wanted = value; // its choices come later
          element.dispatchEvent(new Event("draft:restored"));
        }
        if (element.tagName === "SELECT") element.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }
    const uploads = form.querySelector("[data-uploads]");
    if (uploads && data._files) setTimeout(() => uploads.dispatchEvent(new CustomEvent("draft:files", { detail: data._files })));
  }

  const show = (text, local = false) => { note.replaceChildren(text); note.classList.toggle("local", local); };

  async function save() {
    if (busy) { again = true; return; }
    const data = collect();
    const text = JSON.stringify({ data });
    if (text === last) return;
    const here = kept.write(name, data);
    busy = true;
    try {
      const answer = await fetch(`/drafts/${encodeURIComponent(name)}/`, { method: "POST", body: text, redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() } });
      if (answer.ok) { last = text; show(say(`已自动保存 ${(await answer.json()).saved_at}`, `Saved ${new Date().toTimeString().slice(0, 5)}`)); }
      else if (answer.status === 401 || answer.type === "opaqueredirect" || answer.status === 403) show(here ? say("登录已过期，内容已暂存在本机", "Signed out; kept on this device") : say("登录已过期，请先复制内容再登录", "Signed out; copy your text first"), true);
      else show(here ? say("已暂存在本机", "Kept on this device") : say("草稿没有存上", "Draft not saved"), true);
    } catch {
      show(here ? say("网络不通，内容已暂存在本机", "Offline; kept on this device") : say("网络不通，草稿没有存上", "Offline; draft not saved"), true);
    }
    busy = false;
    if (again) { again = false; save(); }
  }

  const refused = form.querySelector("[aria-invalid='true'], [role=alert]:not([hidden])") || "bound" in form.dataset;
  const local = kept.read(name);
  let saved = null;
  try { saved = JSON.parse(form.dataset.draftSaved || "null"); } catch { saved = null; }
  const savedAt = form.dataset.draftAt ? Date.parse(form.dataset.draftAt) : 0;
  const found = local && (!saved || local.at >= savedAt) ? local.data : saved;
  const worth = found && Object.entries(found).some(([field, value]) => {
    const element = form.elements[field];
    return field === "_files" || (element && element.value !== undefined && typeof value === "string" && value.trim() !== "" && value !== element.value);
  });
  if (worth && !refused) {
    apply(found);
    const clear = make("button", { type: "button", class: "as-link", onclick: async () => {
      kept.forget(name);
      leaving = true;
      await fetch(`/drafts/${encodeURIComponent(name)}/`, { method: "DELETE", headers: { "X-CSRFToken": csrf() } }).catch(() => {});
      location.reload();
    } }, say("清空重填", "Start over"));
    show("");
    note.append(say("已恢复上次没有提交的内容 ", "Restored what you typed last time "), clear);
  }

  form.addEventListener("input", () => {
    if (leaving) return;
    kept.write(name, collect());
    clearTimeout(timer);
    timer = setTimeout(save, 1000);
  });
  form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(() => !leaving && save(), 1000); });
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) { leaving = true; clearTimeout(timer); kept.write(name, collect()); kept.sent(name); } });
  addEventListener("pageshow", (event) => { if (event.persisted) leaving = false; });
  addEventListener("online", () => { if (!leaving) { last = ""; save(); } });
});
