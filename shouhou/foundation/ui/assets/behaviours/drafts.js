// What every page does for drafts: drop those that were sent, and all of them at sign-out.
import { forget, forgetAll, settle } from "./kept.js";

settle();
for (const element of document.querySelectorAll("[data-draft-clear]")) forget(element.dataset.draftClear);
document.addEventListener("draft-clear", (event) => forget(event.detail?.value ?? event.detail));
document.addEventListener("submit", (event) => { if (event.target.matches(".places form, .drop-list form")) forgetAll(); });
