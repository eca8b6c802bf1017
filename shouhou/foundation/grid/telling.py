"""A row as a table outside the product has it: plain values, words for choices, groups above and totals below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from shouhou.foundation.grid.declaring import Column
from shouhou.foundation.kit.cells import sound

Row = dict[str, Any]
MOST_DIGITS = 10**15
"""From here on a spreadsheet changes the last digits of a number: it is written as text."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `level`: in how many groups it stands; a `head` opens a group, a `foot` closes it with its totals."""

    kind: str
    level: int
    cells: list[Any]
    words: str = ""


@dataclass
class Totals:
    count: int = 0
    sums: dict[str, Any] = field(default_factory=dict)


class Teller:
    """Turns rows into lines. `columns` are those of the table, `grouped` those of the groups, outermost first."""

    def __init__(self, columns: Sequence[Column], grouped: Sequence[Column], user: Any) -> None:
        self.columns, self.grouped = columns, grouped
        self.words = {c.key: dict(c.choices(user)) for c in (*columns, *grouped) if c.kind == "choice" and c.choices is not None}
        self.summed = [c for c in columns if c.sums and c.is_number]
        self.count = 0
        self._path: list[Any] = []
        self._totals: list[Totals] = []

    def lines(self, pieces: Iterable[list[Row]]) -> Iterator[Line]:
        """Every row, with the heads and feet of its groups where they begin and end."""
        depth = len(self.grouped)
        for rows in pieces:
            for row in rows:
                if depth:
                    yield from self._turned(row)
                self.count += 1
                yield Line("row", depth, [self.value(column, row) for column in self.columns])
        yield from self._closed(0)

    def _turned(self, row: Row) -> Iterator[Line]:
        """Feet of the groups that end before this row, heads of those that begin with it."""
        path = [level(column, row[column.key]) for column in self.grouped]
        same = next((at for at, (old, new) in enumerate(zip(self._path, path, strict=False)) if old != new), len(self._path))
        if same < len(path):
            yield from self._closed(same)
            for at in range(same, len(path)):
                column = self.grouped[at]
                self._path.append(path[at])
                self._totals.append(Totals())
                yield Line("head", at, [], f"{column.label}{_('：')}{self.text(column, row, is_level=True) or _('（空）')}")
        for totals in self._totals:
            totals.count += 1
            for column in self.summed:
                totals.sums[column.key] = totals.sums.get(column.key, 0) + (row[column.key] or 0)

    def _closed(self, keep: int) -> Iterator[Line]:
        while len(self._path) > keep:
            totals = self._totals.pop()
            self._path.pop()
            cells = [totals.sums.get(column.key) if column in self.summed else None for column in self.columns]
            yield Line("foot", len(self._path), cells, _("小计 %s 项") % f"{totals.count:,}")

    def value(self, column: Column, row: Row) -> Any:
        """str, int, Decimal, date or naive datetime of the house's clock, None; numbers that a spreadsheet would change are text."""
        value = row[column.key]
        if column.shown is not None and column.is_text:
            return sound(unescape(strip_tags(column.shown(row, value))))
        if value is None or value == "":
            return None
        match column.kind:
            case "number" | "money":
                return str(value) if abs(value) >= MOST_DIGITS else value
            case "date" if not isinstance(value, str):
                return value
            case "moment" if isinstance(value, datetime):
                return timezone.localtime(value, timezone.get_default_timezone()).replace(tzinfo=None, microsecond=0)
            case "flag":
                return _("是") if value else _("否")
            case "choice":
                return sound(str(self.words[column.key].get(value, value)))
        return sound(str(value))

    def text(self, column: Column, row: Row, *, is_level: bool = False) -> str:
        """The same in words."""
        value = self.value(column, row)
        if is_level and isinstance(value, datetime):
            return value.date().isoformat()
        return written(column, value)


def level(column: Column, value: Any) -> Any:
    """What tells one group from the next: of moments the day, empty text is none."""
    if isinstance(value, datetime):
        return timezone.localtime(value, timezone.get_default_timezone()).date()
    return None if value == "" else value


def written(column: Column, value: Any) -> str:
    """A value of `Teller.value` in words."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, Decimal | int | float) and column.kind == "money":
        return f"{value:,.2f}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
