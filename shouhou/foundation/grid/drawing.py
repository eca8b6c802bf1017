"""The table of a list as HTML, written in Python because it has thousands of cells: heads, rows, groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shouhou.foundation.grid.declaring import Column
from shouhou.foundation.grid.finding import Page, page
from shouhou.foundation.grid.grouping import Group, GroupPage, groups
from shouhou.foundation.grid.paths import write_path
from shouhou.foundation.grid.places import Place
from shouhou.foundation.ui.markup.marks import icon
from shouhou.foundation.ui.markup.times import ago, exact

IN_A_GROUP = 50
"""Rows of a group that come at a time."""
NOTHING = '<span class="muted">—</span>'
Row = dict[str, Any]


@dataclass(frozen=True)
class Drawing:
    """Draws one asking. `picks`: rows have a box to choose them by; `row_class(row)` may mark a row (`late`, `fresh`)."""

    place: Place
    user: Any
    picks: bool = False
    row_class: Callable[[Row], str] | None = None

    @cached_property
    def columns(self) -> list[Column]:
        """Those that stand in the table: what is grouped by stands above it."""
        grouped = {name.removeprefix("-") for name in self.place.asking.groups}
        shown = [self.place.grid.by_key[key] for key in self.place.asking.columns]
        return [column for column in shown if column.key not in grouped] or shown[:1]

    @cached_property
    def named(self) -> str:
        """The key of the column whose cell leads to the row's page."""
        keys = [column.key for column in self.columns]
        return self.place.grid.title if self.place.grid.title in keys else keys[0]

    @cached_property
    def words(self) -> dict[str, dict[Any, Any]]:
        return {c.key: dict(c.choices(self.user)) for c in self.place.grid.columns if c.kind == "choice" and c.choices is not None}

    @cached_property
    def frames(self) -> list[tuple[Column, str, str, bool, dict[Any, Any]]]:
        """For each column the beginning of its cells, that of one like the one above, whether these are merged, and its words."""
        merged = set(self.place.asking.merged)
        found = []
        for column in self.columns:
            classes = " ".join(filter(None, ("title" if column.key == self.named else "", "num" if column.is_number else "",
                                             "state-cell" if column.kind == "choice" and column.shown else "")))
            begin = f'<td data-key="{column.key}" data-label="{escape(column.label)}"'
            found.append((column, f'{begin} class="{classes}">' if classes else f"{begin}>", f'{begin} class="{(classes + " same").strip()}">',
                          column.key in merged, self.words.get(column.key, {})))
        return found

    # heads

    def heads(self) -> SafeString:
        """The `<colgroup>` and the `<thead>`."""
        widths = dict(self.place.asking.widths)
        cols = "".join(f'<col data-key="{c.key}" width="{widths.get(c.key, c.width)}">' for c in self.columns)
        pick = f'<th scope="col" class="grid-pick"><input type="checkbox" data-pick-all aria-label="{escape(_("全选"))}"></th>' if self.picks else ""
        heads = "".join(self.head(column) for column in self.columns)
        return mark_safe(f'<colgroup>{"<col width=40>" if self.picks else ""}{cols}</colgroup><thead><tr>{pick}{heads}</tr></thead>')  # noqa: S308

    def head(self, column: Column) -> SafeString:
        sort = self.place.asking.sort
        at = next((n for n, name in enumerate(sort) if name.removeprefix("-") == column.key), None)
        is_down = at is not None and sort[at].startswith("-")
        turned = column.key if at is None or is_down else f"-{column.key}"
        mark = format_html('<span class="grid-order">{}{}</span>', icon("chevron-down" if is_down else "chevron-up", "small"),
                           at + 1 if len(sort) > 1 else "") if at is not None else ""
        aria = mark_safe(f' aria-sort="{"descending" if is_down else "ascending"}"') if at == 0 else ""  # noqa: S308
        return format_html(
            '<th scope="col" data-key="{}"{}{}><div class="grid-head"><a href="{}" draggable="false">{}</a>{}'
            '<button type="button" class="grid-more" tabindex="-1" aria-haspopup="menu" aria-label="{}">{}</button></div><i class="grid-edge"></i></th>',
            column.key, mark_safe(' class="num"') if column.is_number else "", aria, self.place.to(sort=(turned,)), column.label, mark,
            _("“%s”的菜单") % column.label, icon("more", "small"))

    # rows

    def rows(self, rows: Sequence[Row], level: int = 0) -> SafeString:
        before: Row | None = None
        out = []
        for row in rows:
            out.append(self.row(row, before, level))
            before = row
        return mark_safe("".join(out))  # noqa: S308 - each cell escapes its value

    def row(self, row: Row, before: Row | None = None, level: int = 0) -> str:
        grid = self.place.grid
        url = grid.url(row) if grid.url else None
        marked = self.row_class(row) if self.row_class else ""
        out = [f'<tr id="row-{grid.key}-{escape(row["pk"])}" data-pk="{escape(row["pk"])}"', f' data-href="{escape(url)}"' if url else "",
               f' class="{marked}"' if marked else "", f' data-level="{level}"' if level else "", ">"]
        if self.picks:
            out.append(f'<td class="grid-pick"><input type="checkbox" name="pk" form="grid-bulk" value="{escape(row["pk"])}" '
                       f'aria-label="{escape(_("选中这一行"))}"></td>')
        for column, begin, begin_same, is_merged, words in self.frames:
            value = row[column.key]
            is_same = is_merged and before is not None and before[column.key] == value
            inner = inside(column, row, value, words)
            if column.key == self.named and url and "<a " not in inner:
                inner = f'<a href="{escape(url)}">{inner if inner != NOTHING else "—"}</a>'
            out.append(f"{begin_same if is_same else begin}{inner}</td>")
        out.append("</tr>")
        return "".join(out)

    # groups

    def body(self, found: Page | GroupPage, path: tuple[Any, ...] = ()) -> SafeString:
        """Rows, or groups with what is opened of them."""
        if isinstance(found, Page):
            return self.rows(found.rows, len(path))
        out = [self.group(one) + (self.inside(one.path) if one.path in self.place.asking.opened else "") for one in found.items]
        return mark_safe("".join(out))  # noqa: S308 - made of escaped parts

    def level(self, path: tuple[Any, ...], size: int, after: str = "", before: str = "") -> Page | GroupPage:
        """What stands below `path`: groups of the next level, or rows when that was the last."""
        asking = self.place.asking.change(size=size, after=after, before=before)
        if len(path) < len(asking.groups):
            return groups(self.place.grid, self.user, asking, path, after)
        return page(self.place.grid, self.user, asking, path)

    def inside(self, path: tuple[Any, ...], after: str = "") -> SafeString:
        """The first part of a group, or the one after a mark, and the way to the next."""
        found = self.level(path, IN_A_GROUP, after)
        more = format_html(
            '<tr class="grid-rest" data-level="{}"><td colspan="{}"><a href="{}" data-rest>{}</a></td></tr>', len(path), self.wide,
            self.place.to(path=path, after=found.after), _("显示后 %s 项") % IN_A_GROUP) if found.after else ""
        return mark_safe(self.body(found, path) + more)  # noqa: S308 - both are made of escaped parts

    @property
    def wide(self) -> int:
        return len(self.columns) + (1 if self.picks else 0)

    def group(self, group: Group) -> SafeString:
        """A group's own row: its word and count, sums under their columns."""
        asking, level = self.place.asking, len(group.path)
        column = self.place.grid.by_key[asking.groups[level - 1].removeprefix("-")]
        is_open = group.path in asking.opened
        opened = tuple(p for p in asking.opened if p[:level] != group.path) if is_open else (*asking.opened, group.path)
        summed = [n for n, one in enumerate(self.columns) if one.key in group.sums and n > 0]
        first = summed[0] if summed else len(self.columns)
        shown = {one.key for one in self.columns[first:]}
        others = [f"{self.place.grid.by_key[key].label} {number(self.place.grid.by_key[key], total)}"
                  for key, total in group.sums.items() if key not in shown]
        cells = "".join(
            f'<td class="num" data-label="{escape(one.label)}">{escape(number(one, group.sums[one.key])) if one.key in group.sums else ""}</td>'
            for one in self.columns[first:])
        return format_html(
            '<tr class="grid-group" data-level="{}" data-path="{}"><th scope="row" colspan="{}"><a class="grid-fold" role="button" aria-expanded="{}" '
            'href="{}" data-inside="{}">{}<span class="grid-kind">{}</span><b>{}</b></a> <span class="count">{}</span>{}</th>{}</tr>',
            level, write_path(group.path), first + (1 if self.picks else 0), "true" if is_open else "false", self.place.to(opened=opened),
            self.place.to(path=group.path), icon("chevron-right", "small"), column.label, self.value(column, group), f"{group.count:,}",
            format_html('<span class="grid-sums">{}</span>', _("合计 %s") % _("，").join(others)) if others else "", mark_safe(cells))  # noqa: S308

    def value(self, column: Column, group: Group) -> str:
        """A group's value in words."""
        if group.value is None or group.value == "":
            return _("（空）")
        if column.kind == "choice":
            return str(self.words[column.key].get(group.value, group.value))
        return plain(column, group.value)


def number(column: Column, value: Any) -> str:
    """Thousands parted; money with two decimals, other numbers without needless zeros."""
    if column.kind == "money":
        return f"{value:,.2f}"
    if isinstance(value, Decimal):
        text = f"{value:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{value:,}"


def plain(column: Column, value: Any) -> str:
    """A value without markup."""
    if column.is_number:
        return number(column, value)
    if column.kind == "flag":
        return _("是") if value else _("否")
    return exact(value) if isinstance(value, date) else str(value)


def inside(column: Column, row: Row, value: Any, words: dict[Any, Any]) -> str:
    """What stands in a cell, safe."""
    if column.shown is not None:
        return str(column.shown(row, value)) or NOTHING
    if value is None or value == "":
        return NOTHING
    if column.kind == "moment" and isinstance(value, datetime):
        return ago(value)
    if column.kind == "choice":
        return escape(words.get(value, value))
    return escape(plain(column, value))

