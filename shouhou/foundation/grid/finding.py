"""The rows of a page, and everything in pieces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shouhou.foundation.grid.asking import Asking
from shouhou.foundation.grid.conditions import along, wanted
from shouhou.foundation.grid.declaring import Grid
from shouhou.foundation.grid.fetching import counted, fetched
from shouhou.foundation.grid.indexing import narrowed
from shouhou.foundation.grid.sorting import Key, keys_of, read_mark, segments, write_mark

COUNT_CAP = 10_000
"""Rows are counted up to here; more are more than ten thousand."""
PIECE = 1000
"""Rows of one piece of `every`."""


@dataclass(frozen=True, slots=True)
class Page:
    """`rows` have every asked column by its key, the extra paths and `pk`. `before` and `after` are marks, empty at an end.

    `total` is counted up to `COUNT_CAP` (`is_capped`), None where counting would cost more than it tells. `is_cut`: there is more than shown.
    """

    rows: list[dict[str, Any]]
    before: str
    after: str
    total: int | None
    is_capped: bool
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """What an asking comes to: rows narrowed, their order, the paths fetched and which of them a row has under what name."""

    rows: QuerySet[Any]
    keys: list[Key]
    names: dict[str, str]
    paths: list[str]
    is_common: bool = False
    """So many rows may fit that they are not counted."""

    def fetch(self, mark: str, limit: int, *, is_back: bool = False) -> list[tuple[Any, ...]]:
        """At most `limit` rows from the mark on, in the order of the list."""
        values = read_mark(self.keys, mark) if mark else None
        found: list[tuple[Any, ...]] = []
        for where, order in segments(self.keys, values, is_back=is_back):
            rows = self.rows.filter(where) if where else self.rows
            found += fetched(rows.order_by(*order), self.paths, limit - len(found))
            if len(found) >= limit:
                break
        return found[::-1] if is_back else found

    def named(self, found: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
        """The rows as dicts."""
        place = {path: at for at, path in enumerate(self.paths)}
        at = [place[path] for path in self.names.values()]
        if at == list(range(len(at))):
            return [dict(zip(self.names, values, strict=False)) for values in found]
        return [dict(zip(self.names, (values[p] for p in at), strict=True)) for values in found]

    def mark(self, values: Sequence[Any]) -> str:
        """Where this row stands, from the values at the paths of the keys."""
        return write_mark([key.value(values[self.paths.index(key.path)]) for key in self.keys])


def seek(grid: Grid, user: Any, asking: Asking, path: Sequence[Any] = (), *, columns: Sequence[str] | None = None) -> Sought:
    rows = grid.rows(user).order_by()
    want = wanted(grid, rows, user, asking.words, asking.conditions)
    few = narrowed(grid, rows, want.grams)
    where = want.where & along(grid, rows, asking.groups, path)
    rows_wanted = few.rows.filter(where) if where else few.rows
    sort = [*asking.groups[len(path):], *(s for s in asking.sort if s.removeprefix("-") not in {g.removeprefix("-") for g in asking.groups})]
    fetched = dict.fromkeys([*(columns or asking.columns), *([grid.title] if grid.title else [])])
    names = {"pk": "pk"} | {extra: extra for extra in grid.extra} | {key: grid.by_key[key].field for key in fetched}
    keys = keys_of(grid, rows, sort)
    return Sought(rows_wanted, keys, names, list(dict.fromkeys([*names.values(), *(key.path for key in keys)])), few.is_common)


def page(grid: Grid, user: Any, asking: Asking, path: Sequence[Any] = ()) -> Page:
    """The page `asking` stands on, of the whole result or of the group at `path`."""
    sought = seek(grid, user, asking, path)
    is_back = bool(asking.before)
    mark = asking.before or asking.after
    found = sought.fetch(mark, asking.size + 1, is_back=is_back)
    more = len(found) > asking.size
    found = (found[1:] if is_back else found[:-1]) if more else found
    has_before, has_after = (more, True) if is_back else (bool(asking.after), more)
    total = len(found) if not mark and not more else None if sought.is_common else counted(sought.rows, COUNT_CAP + 1)
    return Page(sought.named(found), sought.mark(found[0]) if found and has_before else "",
                sought.mark(found[-1]) if found and has_after else "", None if total is None else min(total, COUNT_CAP),
                total is not None and total > COUNT_CAP, has_before or has_after)


def every(grid: Grid, user: Any, asking: Asking, limit: int, *, columns: Sequence[str] | None = None) -> Iterator[list[dict[str, Any]]]:
    """All rows of the result up to `limit`, in its order, in pieces that need little memory however many there are."""
    sought, mark, done = seek(grid, user, asking, columns=columns), "", 0
    while done < limit:
        found = sought.fetch(mark, min(PIECE, limit - done))
        if found:
            yield sought.named(found)
        if len(found) < PIECE:
            return
        done, mark = done + len(found), sought.mark(found[-1])
