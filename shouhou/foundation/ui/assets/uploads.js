// Attachments: choose, drag, paste or photograph several files; progress, cancel, retry, remove. <div data-uploads data-name="files">
import { csrf, every, icon, make, say, size, toast } from "./behaviours/dom.js";
import { hold, named, sendFile } from "./behaviours/sending.js";

const AT_ONCE = 2;

every("[data-uploads]", (box) => {
  const name = box.dataset.name || "files";
  const most = Number(box.dataset.maxMb || 500) * 1048576;
  const url = box.dataset.uploadUrl || "/files/";
  const form = box.closest("form");
  const queue = [];
  let running = 0;
  box.uploaded = [];

  const chooser = make("input", { type: "file", multiple: true, hidden: true, accept: box.dataset.accept, "aria-hidden": "true" });
  const camera = make("input", { type: "file", accept: "image/*", capture: "environment", hidden: true, "aria-hidden": "true" });
  const list = make("ul", { class: "uploads-list", "aria-live": "polite" });
  const pick = make("button", { type: "button", class: "button small", onclick: () => chooser.click() }, icon("paperclip"), say("选择文件", "Choose files"));
  const shoot = make("button", { type: "button", class: "button small only-phone", onclick: () => camera.click() }, icon("camera"), say("拍照", "Camera"));
  box.classList.add("uploads");
  box.setAttribute("role", "group");
  box.append(make("div", { class: "uploads-pick" }, pick, shoot,
    make("span", { class: "muted only-wide" }, say(`可拖到这里或直接粘贴，单个不超过 ${box.dataset.maxMb || 500} MB`, `Drop or paste here, up to ${box.dataset.maxMb || 500} MB each`))), list, chooser, camera);
  for (const input of [chooser, camera]) input.addEventListener("change", () => { add(input.files); input.value = ""; });

  const changed = () => box.dispatchEvent(new Event("input", { bubbles: true }));

  function row(file) {
    const note = make("span", { class: "upload-note" }, size(file.size || 0));
    const picture = make("span", { class: "upload-picture" }, icon("file"));
    const remove = make("button", { type: "button", class: "tool", "aria-label": `${say("移除", "Remove")} ${file.name}`, title: say("移除", "Remove") }, icon("x"));
    const item = make("li", { class: "upload" }, picture, make("span", { class: "upload-name" }, file.name), note, remove);
    list.append(item);
    return { item, note, picture, remove };
  }

  function keep(answer, parts) {
    box.uploaded.push(answer);
    parts.item.append(make("input", { type: "hidden", name, value: answer.token }));
    if (answer.is_image) parts.picture.replaceChildren(make("img", { src: `${url}${answer.token}/small`, alt: "" }));
    parts.note.textContent = size(answer.size);
    parts.remove.onclick = () => {
      parts.item.remove();
      box.uploaded = box.uploaded.filter((known) => known.token !== answer.token);
      fetch(`${url}${answer.token}/removal/`, { method: "POST", headers: { "X-CSRFToken": csrf(), Accept: "application/json" } }).catch(() => {});
      changed();
      pick.focus();
    };
  }

  function next() {
    while (running < AT_ONCE && queue.length) {
      const { file, parts } = queue.shift();
      const bar = make("progress", { max: 1, value: 0, "aria-label": file.name });
      running += 1;
      parts.note.replaceWith(bar);
      const sending = sendFile(file, { url, draft: box.dataset.draftKey, progress: (share) => { bar.value = share; } });
      parts.remove.onclick = () => { sending.stop(); parts.item.remove(); };
      let arrived = false;
      sending.done.then((answer) => { arrived = true; bar.replaceWith(parts.note); keep(answer, parts); changed(); }, (error) => {
        bar.replaceWith(parts.note);
        parts.item.classList.add("failed");
        const again = make("button", { type: "button", class: "as-link" }, say("重试", "Retry"));
        again.onclick = () => { parts.item.classList.remove("failed"); parts.note.textContent = size(file.size); hold(form, 1); queue.push({ file, parts }); next(); };
        parts.note.replaceChildren(`${error.message} `, again);
        parts.remove.onclick = () => parts.item.remove();
      }).finally(() => { running -= 1; hold(form, -1, arrived); next(); });
    }
  }

  function add(files) {
    for (const raw of files) {
      const file = raw.type.startsWith("image/") ? named(raw) : raw;
      const parts = row(file);
      if (file.size > most || file.size === 0) {
        parts.item.classList.add("failed");
        parts.note.textContent = file.size ? say(`超过 ${box.dataset.maxMb || 500} MB，没有上传`, "Too large, not sent") : say("空文件，没有上传", "Empty file, not sent");
        parts.remove.onclick = () => parts.item.remove();
        continue;
      }
      hold(form, 1);
      parts.remove.onclick = () => { const n = queue.findIndex((q) => q.file === file); if (n >= 0) { queue.splice(n, 1); hold(form, -1); } parts.item.remove(); };
      queue.push({ file, parts });
    }
    next();
  }

  const restore = (known) => { for (const file of known) if (!box.uploaded.some((u) => u.token === file.token)) keep(file, row(file)); };
  try { restore(JSON.parse(box.dataset.files || "[]")); } catch { toast(say("已传附件没有读出来", "Attachments could not be read"), "amber"); }
  box.addEventListener("draft:files", (event) => restore(event.detail));

  box.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); box.classList.add("is-over"); } });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", (event) => { event.preventDefault(); box.classList.remove("is-over"); add(event.dataTransfer.files); });
  (form ?? document).addEventListener("paste", (event) => {
    if (event.defaultPrevented || event.target.closest?.(".editor")) return;
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length) { event.preventDefault(); add(files); }
  });
});

// A file dropped beside the box must not replace the page.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => { if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); });
