"""The door of `grid_page` for rooms; see painting."""

from shouhou.foundation.grid.painting import grid_page

__all__ = ["grid_page"]
