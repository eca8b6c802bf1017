// One socket a tab to /live. Elements say what they follow; when no socket can be had, the page asks every 15 seconds.
//   data-live="topic"            hear it: the element gets `live`, the document gets `live:<topic>`, both with the message
//   data-live-prepend            message.html becomes the first child (replacing the element of the same id); or with
//   data-live-url="/x/{id}/row/" the row is fetched, so that it shows what this reader may see
//   data-live-count[="field"]    message[field], by default message.count, becomes the text; 0 hides
// A message with `badges` {key: count} sets the counts of the menu, `more` [key] adds one to each; one with `toast` {text, tone, url} shows it.
import { every, make, toast } from "./behaviours/dom.js";

const MOST = 50, POLL = 15000;
const followers = new Map();
let socket = null, mark = "", tries = 0, polling = 0, ended = false, asked = 0;

const topics = () => [...followers.keys()].slice(0, MOST);

function count(element, value) {
  element.textContent = value > 999 ? "999+" : value;
  element.hidden = !value;
}

async function prepend(element, message) {
  let html = message.html;
  if (!html && element.dataset.liveUrl && message.id != null) {
    const answer = await fetch(element.dataset.liveUrl.replace("{id}", encodeURIComponent(message.id)), { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok) return;
    html = await answer.text();
  }
  if (!html) return;
  const shell = document.createElement("template");
  shell.innerHTML = html.trim();
  for (const row of [...shell.content.children]) {
    const known = row.id && document.getElementById(row.id);
    if (known) known.replaceWith(row); else element.prepend(row);
    row.classList.add("fresh");
    window.htmx?.process(row);
  }
  element.closest("[data-live-list]")?.querySelector(".empty")?.remove();
}

function hear(topic, message) {
  document.dispatchEvent(new CustomEvent(`live:${topic}`, { detail: message }));
  for (const [key, value] of Object.entries(message.badges ?? {}))
    for (const badge of document.querySelectorAll(`[data-badge="${CSS.escape(key)}"]`)) count(badge, value);
  for (const key of message.more ?? [])
    for (const badge of document.querySelectorAll(`[data-badge="${CSS.escape(key)}"]`)) count(badge, (parseInt(badge.textContent, 10) || 0) + 1);
  if (message.toast) toast(message.toast.text, message.toast.tone ?? "blue");
  for (const element of followers.get(topic) ?? []) {
    if (!element.isConnected) continue;
    element.dispatchEvent(new CustomEvent("live", { detail: message }));
    if ("livePrepend" in element.dataset) prepend(element, message);
    if ("liveCount" in element.dataset) {
      const value = message[element.dataset.liveCount || "count"];
      if (value !== undefined) count(element, value);
    }
  }
}

function missed() {
  for (const group of followers.values()) for (const element of group) element.dispatchEvent(new CustomEvent("live", { detail: { missed: true } }));
}

function connect() {
  if (ended || socket) return;
  const opened = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`);
  socket = opened;
  opened.addEventListener("open", () => {
    stopPolling();
    opened.send(JSON.stringify({ subscribe: topics(), after: mark }));
  });
  opened.addEventListener("message", (event) => {
    const frame = JSON.parse(event.data);
    tries = 0;
    if (frame.mark) mark = frame.mark;
    if (frame.missed) missed();
    if (frame.topic) hear(frame.topic, frame.message);
  });
  opened.addEventListener("close", (event) => {
    socket = null;
    if (event.code === 4401) { ended = true; return; }
    tries += 1;
    if (tries >= 3 || event.code === 4429) startPolling();
    setTimeout(connect, Math.min(60000, 500 * 2 ** Math.min(tries, 7)) * (0.5 + Math.random()));
  });
}

async function poll() {
  if (document.hidden || !followers.size) return;
  const answer = await fetch(`/live/poll?topics=${encodeURIComponent(topics().join(","))}&after=${encodeURIComponent(mark)}`,
    { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer) return;
  if (answer.status === 401) { ended = true; stopPolling(); return; }
  if (!answer.ok) return;
  const said = await answer.json();
  mark = said.mark;
  if (said.missed) missed();
  for (const one of said.messages) hear(one.topic, one.message);
}
function startPolling() { if (!polling && !ended) { polling = setInterval(poll, POLL); poll(); } }
function stopPolling() { clearInterval(polling); polling = 0; }

every("[data-live]", (element) => {
  const fresh = [];
  for (const topic of element.dataset.live.split(/[\s,]+/).filter(Boolean)) {
    if (!followers.has(topic)) { followers.set(topic, new Set()); fresh.push(topic); }
    followers.get(topic).add(element);
  }
  if (fresh.length && socket?.readyState === 1) socket.send(JSON.stringify({ subscribe: fresh, after: mark }));
  clearTimeout(asked);
  asked = setTimeout(connect, 50);
});
addEventListener("pagehide", () => { if (socket) { ended = true; socket.close(1000); } });
addEventListener("pageshow", (event) => { if (event.persisted) { ended = false; connect(); } });
