// A list that sorts, groups, narrows and shows itself as its reader wants. The page is whole without this; see foundation/grid/painting.py.
//   document gets `grid:painted` after each repaint and `grid:chosen` {pks} when other rows are chosen; `grid:refresh` asks for a repaint.
import "./grid/links.js";
import "./grid/groups.js";
import "./grid/menu.js";
import "./grid/chooser.js";
import "./grid/widths.js";
import "./grid/dragging.js";
import "./grid/selection.js";
import "./grid/keys.js";
import "./grid/copying.js";
import "./grid/conditions.js";
