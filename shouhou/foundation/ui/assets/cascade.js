// <select data-cascade-of="id_product" data-cascade='{"3": [[7, "总账"], …]}'>: what can be chosen follows the select above it.
import { every, say } from "./behaviours/dom.js";

every("select[data-cascade-of]", (select) => {
  const parent = document.getElementById(select.dataset.cascadeOf);
  if (!parent) return;
  const table = JSON.parse(select.dataset.cascade || "{}");
  const first = [...select.options].find((option) => option.value === "");
  const emptyWords = first?.textContent || "";
  const waiting = select.dataset.cascadeWait || say(`请先选择${nameOf(parent)}`, `Choose ${nameOf(parent)} first`);

  function nameOf(element) {
    const label = element.labels?.[0]?.cloneNode(true);
    label?.querySelectorAll(".star, .hidden-text").forEach((part) => part.remove());
    return label?.textContent.trim() ?? "";
  }

  function fill() {
    const rows = table[parent.value] ?? [];
    const chosen = select.dataset.wanted || select.value;
    select.replaceChildren(new Option(parent.value ? (rows.length ? emptyWords || say("请选择", "Choose") : say("没有可选项", "Nothing to choose")) : waiting, ""));
    for (const [id, label] of rows) select.add(new Option(label, id));
    select.disabled = !parent.value || !rows.length;
    if (rows.some(([id]) => String(id) === chosen)) { select.value = chosen; delete select.dataset.wanted; } else select.value = "";
  }
  parent.addEventListener("change", () => {
    const before = select.value;
    fill();
    if (select.value !== before) select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  fill();
});
