// Drafts kept on this device, by person and form, for a week.
const WEEK = 7 * 86400000;
const person = () => document.querySelector("meta[name=person]")?.content || "0";
const keyOf = (form) => `draft:${person()}:${form}`;

export function read(form) {
  try {
    const found = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
    return found && Date.now() - found.at < WEEK ? found : null;
  } catch { return null; }
}
export function write(form, data) {
  try { localStorage.setItem(keyOf(form), JSON.stringify({ at: Date.now(), data })); return true; } catch { return false; }
}
export function forget(form) { try { localStorage.removeItem(keyOf(form)); } catch { /* storage is switched off */ } }

/** Everything kept here goes: somebody signs out. */
export function forgetAll() {
  try { for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key); } catch { /* as above */ }
}

const SENT = "draft-sent";

/** Remember that this form is on its way; the next page tells whether it was taken. */
export function sent(form) { try { sessionStorage.setItem(SENT, form); } catch { /* as above */ } }

/** On the next page: a form of that name there, or a page without a frame (sign-in, error), means it was not. */
export function settle() {
  try {
    const form = sessionStorage.getItem(SENT);
    if (!form) return;
    sessionStorage.removeItem(SENT);
    if (!document.body.classList.contains("plain") && !document.querySelector(`form[data-draft="${CSS.escape(form)}"]`)) forget(form);
  } catch { /* as above */ }
}
