// Passkeys: making one in 两步验证, and using one as the second step of signing in.
import { csrf, every, say } from "./behaviours/dom.js";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** POST JSON and give the answer; where the server wants the password first, go there. */
async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST", credentials: "same-origin", body: JSON.stringify(body ?? {}),
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
  });
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 403 && said.url) { location.assign(said.url); return new Promise(() => {}); }
  if (!answer.ok) throw new Error(said.message || say("没有成功，请再试一次", "That did not work, please try again"));
  return said;
}

const listed = (known) => (known ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function create(button) {
  const { publicKey } = await post(button.dataset.passkeyNew);
  const made = await navigator.credentials.create({ publicKey: {
    ...publicKey, challenge: bytes(publicKey.challenge), user: { ...publicKey.user, id: bytes(publicKey.user.id) },
    excludeCredentials: listed(publicKey.excludeCredentials),
  } });
  const name = document.querySelector(button.dataset.passkeyName)?.value ?? "";
  return post(`${button.dataset.passkeyFinish}?name=${encodeURIComponent(name)}`, {
    id: made.id, rawId: text(made.rawId), type: made.type, clientExtensionResults: {},
    response: { clientDataJSON: text(made.response.clientDataJSON), attestationObject: text(made.response.attestationObject) },
  });
}

async function use(button) {
  const { publicKey } = await post(button.dataset.passkeyUse);
  const signed = await navigator.credentials.get({ publicKey: {
    ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: listed(publicKey.allowCredentials) } });
  const { clientDataJSON, authenticatorData, signature, userHandle } = signed.response;
  return post(button.dataset.passkeyFinish, {
    id: signed.id, rawId: text(signed.rawId), type: signed.type, clientExtensionResults: {},
    response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authenticatorData), signature: text(signature),
      ...(userHandle ? { userHandle: text(userHandle) } : {}) },
  });
}

function refused(error) {
  if (error.name === "NotAllowedError") return say("已取消，或没有在规定时间内完成。", "Cancelled, or not finished in time.");
  if (error.name === "SecurityError") return say("这个地址不能使用通行密钥：请用域名和 HTTPS 访问。", "Passkeys need a host name and HTTPS.");
  if (error.name === "InvalidStateError") return say("这个设备已经登记过。", "This device is registered already.");
  return error.message;
}

every("[data-passkey-new], [data-passkey-use]", (button) => {
  const line = document.querySelector("[data-passkey-said]");
  const tell = (words) => { if (line) { line.textContent = words; line.hidden = !words; } };
  if (!window.PublicKeyCredential) {
    button.disabled = true;
    tell(say("通行密钥需要 HTTPS 和较新的浏览器。", "Passkeys need HTTPS and a recent browser."));
    return;
  }
  button.addEventListener("click", async () => {
    tell("");
    button.disabled = true;
    try {
      const done = await (button.dataset.passkeyNew ? create(button) : use(button));
      const paper = document.querySelector("[data-passkey-paper]");
      if (done.paper?.length && paper) {
        paper.querySelector(".secret-once").textContent = done.paper.join("  ");
        paper.hidden = false;
        paper.scrollIntoView({ block: "center" });
        return;
      }
      location.assign(done.url);
    } catch (error) {
      tell(refused(error));
      button.disabled = false;
    }
  });
});
