// The player of a class: goes on where one stopped, says when it plays and how far, knows a few keys, gets a new address when its own is old.
import { csrf, every, say } from "./behaviours/dom.js";

const OFTEN = 15;

every("[data-lesson]", (box) => {
  const video = box.querySelector("video");
  const note = box.querySelector("[data-note]");
  const anew = box.querySelector("[data-anew]");
  const rate = box.querySelector("[data-rate]");
  const left = Number(box.dataset.second) || 0;
  let told = -OFTEN, has = false, tries = 0;

  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const tell = (keepalive = false) => {
    told = video.currentTime;
    const body = new URLSearchParams({ second: String(Math.floor(video.currentTime)) });
    fetch(box.dataset.played, { method: "POST", body, keepalive, headers: { "X-CSRFToken": csrf() } }).catch(() => {});
  };

  const begin = () => {
    if (has || left <= 0 || left >= video.duration) return;
    has = true;
    video.currentTime = left;
    note.textContent = say(`从上次停下的 ${clock(left)} 继续`, `Goes on from ${clock(left)}`);
    anew.hidden = false;
  };
  if (video.readyState >= 1) begin(); else video.addEventListener("loadedmetadata", begin, { once: true });
  anew.addEventListener("click", () => { video.currentTime = 0; anew.hidden = true; note.textContent = ""; video.play(); });

  video.addEventListener("playing", () => { if (Math.abs(video.currentTime - told) >= OFTEN || told < 0) tell(); });
  video.addEventListener("timeupdate", () => { if (!video.paused && Math.abs(video.currentTime - told) >= OFTEN) tell(); });
  video.addEventListener("pause", () => { if (told >= 0) tell(); });
  video.addEventListener("ended", () => tell());
  addEventListener("pagehide", () => { if (told >= 0 && !video.paused) tell(true); });
  rate.addEventListener("change", () => { video.playbackRate = Number(rate.value); });

  // An address is good for some hours: when the bytes no longer come, ask for another and go on at the same place.
  const again = async () => {
    if (tries++ >= 3) { note.textContent = say("视频放不出来，请刷新页面再试。", "The video does not play. Reload the page."); return; }
    const at = video.currentTime || (has ? left : 0), plays = !video.paused;
    try {
      const answer = await fetch(box.dataset.address, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      video.src = (await answer.json()).url;
      video.addEventListener("loadedmetadata", () => { video.currentTime = at; if (plays) video.play(); tries = 0; }, { once: true });
    } catch {
      note.textContent = say("视频放不出来，请检查网络后刷新页面。", "The video does not play. Check the network and reload the page.");
    }
  };
  video.addEventListener("error", again);
  video.querySelector("source")?.addEventListener("error", again);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const on = event.target;
    if (on !== video && on.closest?.("input, select, textarea, button, a, summary, [contenteditable]")) return;
    const act = {
      " ": () => (video.paused ? video.play() : video.pause()),
      ArrowLeft: () => { video.currentTime = Math.max(0, video.currentTime - 5); },
      ArrowRight: () => { video.currentTime = Math.min(video.duration || 0, video.currentTime + 5); },
      f: () => (document.fullscreenElement ? document.exitFullscreen() : video.requestFullscreen?.()),
      m: () => { video.muted = !video.muted; },
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  box.dataset.ready = "";
});
