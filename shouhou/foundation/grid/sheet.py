"""An editable list: every cell is a field, rows are put in before and after, all are saved at once. The page works without scripts.

A room makes a `Sheet` of its rows, includes `grid/_sheet.html` with it, and reads what was sent by `typed`. What is refused stands beside
its cell: `Refused(**{"name-2": "…"})` is about the column `name` of the third row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused

MOST = 500
"""Rows of one sheet."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A column: `kind` is text or flag; a flag shows `word` beside its box."""

    key: str
    label: Any
    kind: str = "text"
    maxlength: int = 80
    word: Any = ""


@dataclass(slots=True)
class Line:
    """One row. `pk` is empty for a new one; flags are "1" or "". `errors` by column."""

    pk: str = ""
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not self.pk and not any(value for key, value in self.values.items() if value != "1")


@dataclass(slots=True)
class Sheet:
    """`name` tells the sheets of a page apart; `error` is about all of it."""

    name: str
    label: Any
    url: str
    columns: Sequence[Cell]
    lines: list[Line]
    error: str = ""

    @property
    def cells(self) -> list[tuple[int, Line, list[tuple[Cell, str, str]]]]:
        """(place, line, (column, value, error) of each) — with a blank line at the end to write into."""
        blank = Line(values={column.key: "1" for column in self.columns if column.kind == "flag"})
        return [(n, line, [(c, line.values.get(c.key, ""), line.errors.get(c.key, "")) for c in self.columns])
                for n, line in enumerate([*self.lines, blank])]

    @property
    def insert(self) -> str:
        """Where INSERT puts a row; CTRL+INSERT does the other. The manual's own words for the two are lost: the setting GRID_INSERT."""
        return str(settings.GRID_INSERT)

    def refuse(self, no: Refused) -> None:
        """Puts the sentences beside the cells they are about."""
        for name, sentence in no.fields.items():
            key, _dash, place = name.rpartition("-")
            if place.isdigit() and int(place) < len(self.lines):
                self.lines[int(place)].errors[key] = sentence
            else:
                self.error = sentence
        if not no.fields:
            self.error = no.message


def typed(post: QueryDict, columns: Sequence[Cell]) -> list[Line]:
    """The rows as they were sent, in their order; untouched blank ones are left out. Raises `Refused` for more than `MOST`."""
    marks = post.getlist("line")
    if len(marks) > MOST:
        raise Refused(_("一次最多保存 %s 行。") % MOST)
    found = [Line(post.get(f"pk-{mark}", "").strip(), {c.key: cell(post, c, mark) for c in columns}) for mark in marks]
    return [line for line in found if not line.is_blank]


def cell(post: Mapping[str, str], column: Cell, mark: str) -> str:
    value = post.get(f"{column.key}-{mark}", "")
    return ("1" if value == "1" else "") if column.kind == "flag" else value
