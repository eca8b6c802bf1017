"""What is asked of a list, as the address says it. Everything unknown, untrue or endless is refused with a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from shouhou.foundation.grid.conditions import OPERATORS, Condition, check
from shouhou.foundation.grid.declaring import Column, Grid
from shouhou.foundation.grid.paths import read_path, write_path
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.grid.values import plain
from shouhou.foundation.grid.wildcard import check_words

MAX_ROWS = 200
"""Rows shown at once, for the sake of the server: the setting GRID_MAX_ROWS."""
MOST_CONDITIONS, MOST_SORTS, MOST_GROUPS, MOST_OPENED = 20, 5, 5, 50
NARROWEST, WIDEST = 40, 1200
LONGEST_MARK = 4000
PLACES = ("opened", "path", "after", "before")
"""What says where in the result one stands; it goes when the result changes."""


def max_rows() -> int:
    return int(getattr(settings, "GRID_MAX_ROWS", MAX_ROWS))


@dataclass(frozen=True, slots=True)
class Asking:
    """One question to a list. `sort` and `groups` are column keys, `-` before one turns it round; `columns` those shown, in order."""

    grid: Grid = field(repr=False, compare=False)
    words: str = ""
    conditions: tuple[Condition, ...] = ()
    sort: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    opened: tuple[tuple[Any, ...], ...] = ()
    path: tuple[Any, ...] = ()
    columns: tuple[str, ...] = ()
    widths: tuple[tuple[str, int], ...] = ()
    merged: tuple[str, ...] = ()
    after: str = ""
    before: str = ""
    size: int = MAX_ROWS
    view: str = ""

    @classmethod
    def of(cls, grid: Grid) -> Asking:
        """What is asked when nothing is said."""
        return cls(grid, sort=grid.sort, groups=grid.groups, columns=grid.shown, size=max_rows())

    @classmethod
    def read(cls, grid: Grid, user: Any, query: QueryDict) -> Asking:
        """From an address. Names of the address that are none of ours are left alone. Raises `Unreadable` (400)."""
        plainly = cls.of(grid)
        groups = names(grid, query, "group", plainly.groups, most=MOST_GROUPS, fit=lambda c: c.groups)
        return cls(
            grid,
            words=check_words(query.get("q", "")),
            conditions=conditions(grid, user, query.getlist("c")),
            sort=names(grid, query, "sort", plainly.sort, most=MOST_SORTS) or plainly.sort,
            groups=groups,
            opened=tuple(read_path(grid, groups, text, user) for text in few(query.getlist("open"), MOST_OPENED, _("展开的分类太多。"))),
            path=read_path(grid, groups, query.get("path", ""), user),
            columns=names(grid, query, "cols", plainly.columns, is_signed=False) or plainly.columns,
            widths=widths(grid, query.get("w", "")),
            merged=names(grid, query, "merge", (), is_signed=False),
            after=mark(query.get("after", "")),
            before=mark(query.get("before", "")),
            size=size(query.get("size", "")),
            view=str(number(view)) if (view := query.get("view")) else "",
        )

    def change(self, **changes: Any) -> Asking:
        """The same with changes. What changes the result also leaves the place in it."""
        if changes.keys() & {"words", "conditions", "sort", "groups", "size", "path"}:
            changes = {"after": "", "before": "", **changes}
        if changes.keys() & {"groups"}:
            changes = {"opened": (), "path": (), **changes}
        return replace(self, **changes)

    def address(self, **changes: Any) -> str:
        """`?…`, without what need not be said; with changes as `change` takes them."""
        one, usual = self.change(**changes), Asking.of(self.grid)
        said: list[tuple[str, str]] = [("q", one.words)] if one.words else []
        said += [("c", str(condition)) for condition in one.conditions]
        for name, key in (("sort", "sort"), ("groups", "group"), ("columns", "cols"), ("merged", "merge")):
            if getattr(one, name) != getattr(usual, name):
                said.append((key, ",".join(getattr(one, name))))
        said += [("w", ",".join(f"{key}:{width}" for key, width in one.widths))] if one.widths else []
        said += [("open", write_path(path)) for path in one.opened]
        said += [("path", write_path(one.path))] if one.path else []
        said += [("size", str(one.size))] if one.size != usual.size else []
        said += [(key, value) for key, value in (("view", one.view), ("after", one.after), ("before", one.before)) if value]
        return "?" + urlencode(said, safe="~,*:|")

    def to_json(self) -> dict[str, Any]:
        """For a saved view: the question and the layout, not the place in the result."""
        return {"words": self.words, "conditions": [[c.join, c.column, c.op, c.value] for c in self.conditions], "sort": list(self.sort),
                "groups": list(self.groups), "columns": list(self.columns), "widths": dict(self.widths), "merged": list(self.merged), "size": self.size}

    @classmethod
    def from_json(cls, grid: Grid, user: Any, data: Mapping[str, Any]) -> tuple[Asking, list[str]]:
        """A saved view as far as it still holds, and a sentence for each part that no longer does."""
        return restored(cls, grid, user, data)


def few(found: list[str], most: int, sentence: str) -> list[str]:
    if len(found) > most:
        raise Unreadable(sentence)
    return found


def column(grid: Grid, key: str) -> Column:
    """Raises `Unreadable` naming what there is not."""
    found = grid.by_key.get(key)
    if found is None:
        raise Unreadable(_("列表“%(grid)s”没有“%(column)s”这一列。") % {"grid": grid.label, "column": plain(key)[:60]})
    return found


def names(grid: Grid, query: QueryDict, name: str, default: tuple[str, ...], *, most: int = 100, is_signed: bool = True,
          fit: Any = None) -> tuple[str, ...]:
    """Column keys parted by commas, each once."""
    if name not in query:
        return default
    return keys(grid, few([part for part in query.get(name, "").split(",", most + 1) if part], most, _("列太多，最多 %(most)s 个。") % {"most": most}),
                is_signed=is_signed, fit=fit)


def keys(grid: Grid, parts: list[str], *, is_signed: bool = True, fit: Any = None) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for part in parts:
        key = part.removeprefix("-") if is_signed else part
        one = column(grid, key)
        if fit is not None and not fit(one):
            raise Unreadable(_("不能按“%(column)s”分类。") % {"column": one.label})
        found.setdefault(key, part)
    return tuple(found.values())


def conditions(grid: Grid, user: Any, texts: list[str]) -> tuple[Condition, ...]:
    few(texts, MOST_CONDITIONS, _("条件太多，最多 %(most)s 个。") % {"most": MOST_CONDITIONS})
    return tuple(condition(grid, user, text, is_first=place == 0) for place, text in enumerate(texts))


def condition(grid: Grid, user: Any, text: str, *, is_first: bool) -> Condition:
    join = "or" if text.startswith("or~") else "and"
    key, _tilde, rest = text.removeprefix("or~").partition("~")
    op, _tilde, value = rest.partition("~")
    return checked(grid, user, Condition("and" if is_first else join, key, op, value))


def checked(grid: Grid, user: Any, one: Condition) -> Condition:
    """The condition itself, when the list knows its column, its operator and its value."""
    if one.op not in OPERATORS or one.join not in ("and", "or"):
        raise Unreadable(_("不认识条件“%(op)s”。") % {"op": plain(one.op)[:60]})
    check(column(grid, one.column), one.op, one.value, user)
    return one


def widths(grid: Grid, text: str) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = {}
    for part in few([p for p in text.split(",", 101) if p], 100, _("列太多，最多 %(most)s 个。") % {"most": 100}):
        key, _colon, width = part.partition(":")
        found[column(grid, key).key] = max(NARROWEST, min(number(width), WIDEST))
    return tuple(found.items())


def number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Unreadable(_("“%(text)s”不是数字。") % {"text": plain(text[:60])})
    return int(text)


def size(text: str) -> int:
    return max(1, min(number(text), max_rows())) if text else max_rows()


def mark(text: str) -> str:
    if len(text) > LONGEST_MARK or not text.isascii():
        raise Unreadable(_("这个翻页标记不对。"))
    return text


def restored(cls: type[Asking], grid: Grid, user: Any, data: Mapping[str, Any]) -> tuple[Asking, list[str]]:
    """See `Asking.from_json`. Data are taken for hostile: they were written by a browser, perhaps long ago."""
    gone: list[str] = []

    def tried(act: Any, otherwise: Any) -> Any:
        try:
            return act()
        except Unreadable as why:
            gone.append(why.message)
        except (TypeError, ValueError, AttributeError, KeyError, IndexError):
            gone.append(_("保存的视图有一部分读不懂，已略去。"))
        return otherwise

    def each(name: str, act: Any, most: int = 100) -> tuple[Any, ...]:
        parts = data.get(name)
        found = [tried(lambda part=part: act(part), None) for part in parts[:most]] if isinstance(parts, list) else []
        return tuple(dict.fromkeys(one for one in found if one is not None))

    def kept_conditions() -> Iterator[Condition]:
        parts = data.get("conditions")
        join = "and"
        for part in parts[:MOST_CONDITIONS] if isinstance(parts, list) else []:
            one = tried(lambda part=part: checked(grid, user, Condition(*map(str, part))), None)
            if one is not None:
                yield replace(one, join="or") if join == "or" else one
            join = "or" if one is None and isinstance(part, list) and part[:1] == ["or"] else "and"  # what follows stays in the way that lost its first

    usual = cls.of(grid)
    wide = data.get("widths")
    return cls(
        grid,
        words=tried(lambda: check_words(str(data.get("words") or "")), ""),
        conditions=tuple(kept_conditions()),
        sort=each("sort", lambda part: keys(grid, [str(part)])[0], MOST_SORTS) or usual.sort,
        groups=each("groups", lambda part: keys(grid, [str(part)], fit=lambda c: c.groups)[0], MOST_GROUPS) if "groups" in data else usual.groups,
        columns=each("columns", lambda part: keys(grid, [str(part)], is_signed=False)[0]) or usual.columns,
        widths=tried(lambda: widths(grid, ",".join(f"{key}:{int(width)}" for key, width in wide.items())), ()) if isinstance(wide, dict) else (),
        merged=each("merged", lambda part: keys(grid, [str(part)], is_signed=False)[0]),
        size=tried(lambda: size(str(data.get("size") or "")), usual.size),
    ), gone
