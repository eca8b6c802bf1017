// On every page: htmx, theme, menu, dialogs, confirmation, busy buttons, toasts, times, keys, tabs, pictures.
import htmx from "htmx.org";
import "./behaviours/theme.js";
import "./behaviours/menu.js";
import "./behaviours/dialogs.js";
import "./behaviours/drafts.js";
import "./behaviours/requests.js";
import "./behaviours/times.js";
import "./behaviours/keys.js";
import "./behaviours/tabs.js";
import "./behaviours/opening.js";

window.htmx = htmx;
