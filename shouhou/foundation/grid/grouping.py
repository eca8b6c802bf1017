"""Groups over the whole result: count and sums of each, one level at a time, paged by keyset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Sum

from shouhou.foundation.grid.asking import Asking
from shouhou.foundation.grid.conditions import along, wanted
from shouhou.foundation.grid.declaring import Column, Grid
from shouhou.foundation.grid.fields import at
from shouhou.foundation.grid.indexing import narrowed
from shouhou.foundation.grid.showing import Bytes, Day
from shouhou.foundation.grid.sorting import Key, key_of, read_mark, segments, write_mark


@dataclass(frozen=True, slots=True)
class Group:
    """`path` leads to it from the outermost level; `label` is the value in words (None: the rows without one)."""

    path: tuple[Any, ...]
    value: Any
    label: str | None
    count: int
    sums: dict[str, Decimal | int]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """Groups of one level; `after` is the mark of the next page, `total` how many there are, None when there are more than this page."""

    items: list[Group]
    after: str
    total: int | None


def groups(grid: Grid, user: Any, asking: Asking, path: Sequence[Any] = (), after: str = "") -> GroupPage:
    """The groups one level below `path`, in the order of their values, those without a value last."""
    name = asking.groups[len(path)]
    column = grid.by_key[name.removeprefix("-")]
    rows = grid.rows(user).order_by()
    if rows.query.group_by is not None:
        raise TypeError(f"the rows of {grid.key} are summed up over a join, so groups of them would count twice: use a Subquery")
    want = wanted(grid, rows, user, asking.words, asking.conditions)
    within = narrowed(grid, rows, want.grams).rows.filter(want.where).filter(along(grid, rows, asking.groups, path))
    keys = levels(column, rows, is_down=name.startswith("-"))
    made = {key.path: Day(F(key.path)) if isinstance(key.expression, Day) else F(key.path) for key in keys}
    places = [list(made).index(key.path) for key in keys]
    summed = [one for one in grid.columns if one.sums and one.is_number]
    values = read_mark(keys, after) if after else None
    named = {f"_made_{place}": expression for place, expression in enumerate(made.values())}
    totals = {"_count": Count("pk")} | {f"_sum_{one.key}": Sum(one.field) for one in summed}
    found: list[tuple[Any, ...]] = []
    for where, order in segments(keys, values, is_back=False):
        found += (within.filter(where).annotate(**named).values(*named).annotate(**totals).order_by(*order)
                  .values_list(*named, *totals)[: asking.size + 1 - len(found)])
        if len(found) > asking.size:
            break
    more = len(found) > asking.size
    found = found[: asking.size]
    labels = dict(column.choices(user)) if column.choices else {}
    items = []
    for line in found:
        value, (count, *sums) = line[places[-1]], line[len(named):]
        rounded = {one.key: sum_of(total, at(rows, one.field).places) for one, total in zip(summed, sums, strict=True)}
        items.append(Group((*path, value), value, label(value, labels), count, rounded))
    mark = write_mark([key.value(found[-1][place]) for key, place in zip(keys, places, strict=True)]) if more else ""
    return GroupPage(items, mark, len(items) if not more and not after else None)


def levels(column: Column, rows: Any, *, is_down: bool) -> list[Key]:
    """The keys groups are made and ordered by; the last is the group's value."""
    key = key_of(column, rows, is_down=is_down, by_day=True)
    if not column.is_text or column.sort == column.field:
        return [key]
    found = at(rows, column.field)
    return [key, Key(column.field, Bytes(F(column.field)), is_down, found.can_be_empty, None)]


def sum_of(total: Any, places: int | None) -> Any:
    """A sum with the decimals of its column: SQLite adds binary fractions."""
    return total or 0 if places is None else round(Decimal(total or 0), places)


def label(value: Any, labels: dict[Any, Any]) -> str | None:
    if value is None:
        return None
    return str(labels.get(value, value)) if labels else str(value)


