"""An opened group as the address has it: its values from the outermost level inwards, parted by `~`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from shouhou.foundation.grid.declaring import Grid
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.grid.values import parse, plain, written

NOTHING, BLANK = "%0", "%1"
"""Stand for the group of rows without a value, and of those whose text is empty."""
LONGEST = 2000


def write_path(path: tuple[Any, ...]) -> str:
    return "~".join(NOTHING if one is None else BLANK if one == "" else written(one).replace("%", "%25").replace("~", "%7E") for one in path)


def read_path(grid: Grid, groups: tuple[str, ...], text: str, user: Any) -> tuple[Any, ...]:
    """Raises `Unreadable` when there are more values than groups, or one that the column cannot have."""
    if not text:
        return ()
    parts = text.split("~", len(groups) + 1)
    if len(parts) > len(groups):
        raise Unreadable(_("没有这一层分类。"))
    return tuple(value(grid, key.removeprefix("-"), part, user) for key, part in zip(groups, parts, strict=False))


def value(grid: Grid, key: str, part: str, user: Any) -> Any:
    if part == NOTHING:
        return None
    part = plain("" if part == BLANK else part.replace("%7E", "~").replace("%25", "%"), LONGEST)
    column = grid.by_key[key]
    return part if column.is_text else parse(column, part, user)  # text as it stands, blanks at its ends too
