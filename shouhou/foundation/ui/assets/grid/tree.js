// 排序结构树: the bar of groups above the table, hidden or shown on this device for each list.
import { grid, painted } from "./state.js";

const name = () => `grid-tree:${grid().dataset.grid}`;
export const isTreeHidden = () => { try { return localStorage.getItem(name()) === "hidden"; } catch { return false; } };

export function hideTree(hidden) {
  try { localStorage.setItem(name(), hidden ? "hidden" : "shown"); } catch { /* storage is switched off: as it is until the next page */ }
  grid().querySelector("[data-grid-tree]").hidden = hidden;
}
painted(() => { grid().querySelector("[data-grid-tree]").hidden = isTreeHidden(); });
