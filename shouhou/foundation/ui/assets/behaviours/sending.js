// Sending one file to POST /files/ with its progress.
import { csrf, say } from "./dom.js";

/** Send `file`; gives {done: Promise<{token,name,size,kind,url,is_image}>, stop()}. The promise fails with a sentence for the person. */
export function sendFile(file, { url = "/files/", draft = "", progress = () => {} } = {}) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* a page instead of JSON: told by the status below */ }
      if (request.status >= 200 && request.status < 300 && answer.token) return resolve(answer);
      if (request.status === 401) return reject(new Error(say("登录已过期，请在新窗口登录后重试", "Sign in in another window and try again")));
      if (request.status === 413) return reject(new Error(say("文件太大", "The file is too large")));
      reject(new Error(answer.message || say("没有传上去，请重试", "Upload failed, please try again")));
    });
    request.addEventListener("error", () => reject(new Error(say("网络不通，请重试", "No connection, please try again"))));
    request.addEventListener("abort", () => reject(new Error(say("已取消", "Cancelled"))));
  });
  const form = new FormData();
  form.append("file", file, file.name || say("截图.png", "screenshot.png"));
  if (draft) form.append("draft", draft);
  request.open("POST", url);
  request.setRequestHeader("X-CSRFToken", csrf());
  request.setRequestHeader("Accept", "application/json");
  request.send(form);
  return { done, stop: () => request.abort() };
}

/** A name for a pasted picture: 截图 14-03-22.png. */
export function named(file) {
  if (file.name && !/^image\.\w+$/.test(file.name)) return file;
  const now = new Date();
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map((n) => String(n).padStart(2, "0")).join("-");
  return new File([file], `${say("截图", "screenshot")} ${time}.${(file.type.split("/")[1] || "png").replace("jpeg", "jpg")}`, { type: file.type });
}

const waiting = new WeakMap();
const asked = new WeakMap();

/** While something is being sent (`by` 1, then -1), the form it belongs to waits: pressed meanwhile, it goes by itself once all has arrived (`arrived`). */
export function hold(form, by, arrived = true) {
  if (!form) return;
  const left = (waiting.get(form) ?? 0) + by;
  waiting.set(form, left);
  const pressed = asked.get(form);
  if (!pressed || (left > 0 && arrived)) return;
  asked.delete(form);
  pressed.button?.removeAttribute("aria-busy");
  if (arrived && form.isConnected) form.requestSubmit(pressed.button);
}

document.addEventListener("submit", (event) => {
  if (!(waiting.get(event.target) > 0)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (asked.has(event.target)) return;
  asked.set(event.target, { button: event.submitter });
  event.submitter?.setAttribute("aria-busy", "true");
  import("./dom.js").then(({ toast }) => toast(say("文件还在上传，传完后自动提交", "Files are still being sent; the form goes once they have arrived"), "amber"));
}, true);
