"""Every list of the product by its key."""

from __future__ import annotations

from django.utils.translation import gettext as _

from shouhou.foundation.grid.declaring import Grid
from shouhou.foundation.grid.unreadable import Unreadable

GRIDS: dict[str, Grid] = {}


def register(grid: Grid) -> Grid:
    """Called in a room's `grid.py`, which is found by itself."""
    if grid.key in GRIDS and GRIDS[grid.key] is not grid:
        raise ValueError(f"two grids are called {grid.key}")
    GRIDS[grid.key] = grid
    return grid


def the(key: str) -> Grid:
    """The grid of this key. Raises `Unreadable` (404)."""
    try:
        return GRIDS[key]
    except KeyError:
        raise Unreadable(_("没有这样的列表。"), status=404) from None
