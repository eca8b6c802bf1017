// Rich text on <textarea data-editor>. The textarea stays and holds the HTML; without this script it is a plain textarea.
import { Editor, Node } from "@tiptap/core";
import { Image } from "@tiptap/extension-image";
import { Placeholder } from "@tiptap/extensions";
import { StarterKit } from "@tiptap/starter-kit";
import { every, icon, make, say } from "./behaviours/dom.js";
import { hold, named, sendFile } from "./behaviours/sending.js";

const Uploading = Node.create({
  name: "uploading", group: "block", atom: true, selectable: false,
  addAttributes: () => ({ key: { default: "" }, text: { default: "" } }),
  parseHTML: () => [],
  renderHTML: ({ node }) => ["p", { class: "uploading" }, node.attrs.text],
});
const Picture = Image.extend({
  addAttributes() {
    return { ...this.parent?.(), "data-file": { default: null } };
  },
});

/** Only pictures that are kept here may stay in pasted text: others would vanish or tell strangers who reads. */
function ownPicturesOnly(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const img of page.querySelectorAll("img")) if (!img.getAttribute("src")?.startsWith("/files/")) img.remove();
  return page.body.innerHTML;
}

function withoutUploads(html) {
  if (!html.includes("uploading")) return html;
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll(".uploading").forEach((p) => p.remove());
  return page.body.innerHTML;
}

const TOOLS = [
  ["bold", say("粗体", "Bold"), (c) => c.toggleBold(), "bold"],
  ["heading", say("小标题", "Heading"), (c) => c.toggleHeading({ level: 3 }), "heading"],
  [],
  ["bullets", say("项目符号", "Bullets"), (c) => c.toggleBulletList(), "bulletList"],
  ["numbers", say("编号", "Numbers"), (c) => c.toggleOrderedList(), "orderedList"],
  ["quote", say("引用", "Quote"), (c) => c.toggleBlockquote(), "blockquote"],
  ["code", say("代码", "Code"), (c) => c.toggleCodeBlock(), "codeBlock"],
  [],
  ["link", say("链接", "Link"), "link", "link"],
  ["image", say("插入截图", "Insert picture"), "picture"],
  [],
  ["undo", say("撤销", "Undo"), (c) => c.undo()],
  ["redo", say("重做", "Redo"), (c) => c.redo()],
];

every("textarea[data-editor]", (area) => {
  const form = area.closest("form");
  const label = area.id && document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
  if (label) label.id ||= `${area.id}-label`;
  const note = make("p", { class: "editor-note", role: "alert", hidden: true });
  const place = make("div");
  const bar = make("div", { class: "editor-bar", role: "toolbar", "aria-label": say("文字格式", "Formatting") });
  const address = make("input", { type: "url", placeholder: "https://", "aria-label": say("链接地址", "Link address") });
  const linking = make("div", { class: "editor-link", hidden: true }, address,
    make("button", { type: "button", class: "button small", onclick: () => setLink() }, say("确定", "OK")),
    make("button", { type: "button", class: "button small quiet", onclick: () => closeLink() }, say("取消", "Cancel")));
  const chooser = make("input", { type: "file", accept: "image/*", multiple: true, hidden: true, onchange: () => { send(chooser.files); chooser.value = ""; } });
  const box = make("div", { class: "editor" }, bar, linking, place, note, chooser);
  const invalid = area.getAttribute("aria-invalid") === "true";
  if (invalid) box.classList.add("is-bad");
  area.before(box);
  area.hidden = true;
  const required = area.required;
  area.required = false;

  const editor = new Editor({
    element: place,
    injectCSS: false,
    content: area.value,
    extensions: [
      StarterKit.configure({ heading: { levels: [3] }, underline: false, link: { openOnClick: false, autolink: true, defaultProtocol: "https" } }),
      Picture.configure({ allowBase64: false }), Uploading,
      Placeholder.configure({ placeholder: area.placeholder || say("可以直接粘贴或拖入截图", "Paste or drop screenshots here") }),
    ],
    editorProps: {
      attributes: {
        class: "editor-text", role: "textbox", "aria-multiline": "true",
        ...(label ? { "aria-labelledby": label.id } : { "aria-label": area.getAttribute("aria-label") || say("内容", "Text") }),
        ...(required ? { "aria-required": "true" } : {}), ...(invalid ? { "aria-invalid": "true" } : {}),
        ...(area.getAttribute("aria-describedby") ? { "aria-describedby": area.getAttribute("aria-describedby") } : {}),
      },
      transformPastedHTML: ownPicturesOnly,
      handlePaste: (view, event) => {
        const data = event.clipboardData;
        const files = [...(data?.files ?? [])];
        if (!files.length || data.types.includes("text/plain")) return false;
        event.preventDefault();
        send(files);
        return true;
      },
      handleDrop: (view, event, slice, moved) => {
        const files = [...(event.dataTransfer?.files ?? [])];
        box.classList.remove("is-over");
        if (moved || !files.length) return false;
        event.preventDefault();
        event.stopPropagation();
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
        send(files, at?.pos);
        return true;
      },
    },
    onUpdate: () => sync(),
    onTransaction: () => pressed(),
  });

  function sync() {
    const html = withoutUploads(editor.getHTML());
    area.value = html.replace(/<p><\/p>/g, "").trim() === "" ? "" : html;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function tell(text) {
    note.textContent = text;
    note.hidden = !text;
  }

  function send(files, at) {
    tell("");
    for (const raw of files) {
      if (!raw.type.startsWith("image/")) {
        const uploads = form?.querySelector("[data-uploads]");
        tell(uploads ? say("这里只能放图片，其他文件请放到附件", "Pictures only here; add other files as attachments") : say("这里只能放图片", "Pictures only here"));
        continue;
      }
      const file = named(raw);
      const key = Math.random().toString(36).slice(2);
      const waiting = { type: "uploading", attrs: { key, text: say(`正在上传 ${file.name} …`, `Sending ${file.name} …`) } };
      if (at == null) editor.chain().focus().insertContent(waiting).run();
      else editor.chain().focus().insertContentAt(at, waiting).run();
      hold(form, 1);
      const where = () => {
        let found = null;
        editor.state.doc.descendants((node, pos) => { if (node.type.name === "uploading" && node.attrs.key === key) found = { pos, node }; });
        return found;
      };
      const sending = sendFile(file, {
        url: area.dataset.uploadUrl || "/files/", draft: area.dataset.draftKey,
        progress: (share) => {
          const here = where();
          if (!here) return sending.stop();
          editor.view.dispatch(editor.state.tr.setNodeMarkup(here.pos, null, { key, text: say(`正在上传 ${file.name} ${Math.round(share * 100)}%`, `Sending ${file.name} ${Math.round(share * 100)}%`) }).setMeta("addToHistory", false));
        },
      });
      let arrived = false;
      sending.done.then((answer) => {
        arrived = true;
        const here = where();
        if (!here) return;
        const image = editor.schema.nodes.image.create({ src: answer.url, alt: answer.name, "data-file": answer.token });
        editor.view.dispatch(editor.state.tr.replaceWith(here.pos, here.pos + here.node.nodeSize, image));
      }, (error) => {
        const here = where();
        if (here) editor.view.dispatch(editor.state.tr.delete(here.pos, here.pos + here.node.nodeSize));
        tell(`${file.name}：${error.message}`);
      }).finally(() => { sync(); hold(form, -1, arrived); });
    }
  }

  function closeLink() { linking.hidden = true; editor.commands.focus(); }
  function setLink() {
    const href = address.value.trim();
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!href) chain.unsetLink().run();
    else if (!/^(https?:|mailto:|tel:|\/)/i.test(href) && /^[a-z][a-z0-9+.-]*:/i.test(href)) return tell(say("只能链接到网页、邮箱或电话", "Web, mail or phone links only"));
    else {
      const full = /^(https?:|mailto:|tel:|\/)/i.test(href) ? href : `https://${href}`;
      if (editor.state.selection.empty && !editor.isActive("link")) chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href: full } }] }).run();
      else chain.setLink({ href: full }).run();
    }
    tell("");
    linking.hidden = true;
  }
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); setLink(); }
    if (event.key === "Escape") closeLink();
  });

  const buttons = [];
  for (const [picture, title, act, mark] of TOOLS) {
    if (!picture) { bar.append(make("i", { "aria-hidden": "true" })); continue; }
    const button = make("button", { type: "button", title, "aria-label": title, tabindex: buttons.length ? -1 : 0 }, icon(picture));
    if (mark) button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      if (act === "picture") chooser.click();
      else if (act === "link") { linking.hidden = false; address.value = editor.getAttributes("link").href || ""; address.focus(); }
      else act(editor.chain().focus()).run();
    });
    buttons.push([button, mark]);
    bar.append(button);
  }
  function pressed() { for (const [button, mark] of buttons ?? []) if (mark) button.setAttribute("aria-pressed", editor.isActive(mark)); }
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const n = buttons.findIndex(([b]) => b === document.activeElement);
    if (!step || n < 0) return;
    const next = buttons[(n + step + buttons.length) % buttons.length][0];
    buttons.forEach(([b]) => { b.tabIndex = b === next ? 0 : -1; });
    next.focus();
  });

  label?.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
  area.addEventListener("draft:restored", () => editor.commands.setContent(area.value));
  box.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); box.classList.add("is-over"); } });
  box.addEventListener("dragleave", (event) => { if (!box.contains(event.relatedTarget)) box.classList.remove("is-over"); });
});
