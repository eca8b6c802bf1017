// Keeps "3 分钟前" right while the page stays open.
import { say } from "./dom.js";

const two = (n) => String(n).padStart(2, "0");

function words(then, now) {
  const seconds = (now - then) / 1000;
  if (seconds < 60) return say("刚刚", "just now");
  if (seconds < 3600) { const n = Math.floor(seconds / 60); return say(`${n} 分钟前`, `${n} min ago`); }
  const clock = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const read = (date) => Object.fromEntries(clock.formatToParts(date).map((p) => [p.type, p.value]));
  const a = read(then), b = read(now);
  const days = Math.round((Date.UTC(b.year, b.month - 1, b.day) - Date.UTC(a.year, a.month - 1, a.day)) / 86400000);
  if (days === 0) { const n = Math.floor(seconds / 3600); return say(`${n} 小时前`, `${n} h ago`); }
  if (days === 1) return say(`昨天 ${two(a.hour)}:${a.minute}`, `yesterday ${two(a.hour)}:${a.minute}`);
  return a.year === b.year ? `${a.month}-${a.day} ${two(a.hour)}:${a.minute}` : `${a.year}-${a.month}-${a.day}`;
}

setInterval(() => {
  if (document.hidden) return;
  const now = new Date();
  for (const element of document.querySelectorAll("time[data-ago]")) {
    const then = new Date(element.dateTime);
    if (now - then < 172800000) {
      const text = words(then, now);
      if (element.textContent !== text) element.textContent = text;
    }
  }
}, 30000);
