"""What a list is made of, written in a room's `grid.py`. Only what stands here can be asked for; an address never reaches the ORM."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from shouhou.foundation.access import SIGNED_IN, can

if TYPE_CHECKING:
    from django import forms
    from django.db.models import QuerySet

KINDS = ("text", "code", "number", "money", "date", "moment", "choice", "flag")
"""What a column holds. `code` is text that is a number of something: exported as text, never as a quantity."""
NAME = re.compile(r"[a-z][a-z_]{0,39}")
RESERVED = {"or", "pk"}

Choices = Sequence[tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Edit:
    """How a column's value is changed: `form_field(user)` gives the form's field, `act(pk, value, by)` does it or raises `Refused`.

    `capability` is needed for it. `field` is the ORM path of the raw value where the column shows another (a name instead of an id).
    """

    form_field: Callable[[Any], forms.Field]
    act: Callable[[Any, Any, Any], None]
    capability: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `field` is the ORM path of the value, `sort` that of a stored sort key (`kit.pinyin.sort_key`, or a number that is written with leading
    zeros: then it names `field` itself). Text without one is sorted by its letters without case, so Chinese wants a key.
    `choices(user)` are the values a `choice` can have with their words. `shown(row, value)` makes the cell. `is_indexed` says that
    the grid's index holds the value; a column of another table is, when who changes that table calls `refresh`.
    """

    key: str
    label: Any
    field: str
    kind: str = "text"
    sort: str = ""
    choices: Callable[[Any], Choices] | None = None
    width: int = 120
    is_shown: bool = True
    sums: bool = False
    groups: bool = True
    searched: bool = True
    shown: Callable[[dict[str, Any], Any], SafeString] | None = None
    edit: Edit | None = None
    is_indexed: bool = True

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.key) or self.key in RESERVED:
            raise ValueError(f"a column may not be called {self.key!r}")
        if self.kind not in KINDS:
            raise ValueError(f"column {self.key} is of no known kind: {self.kind!r}")
        if self.kind == "choice" and self.choices is None:
            raise ValueError(f"column {self.key} is a choice without choices")

    @property
    def is_text(self) -> bool:
        return self.kind in ("text", "code")

    @property
    def is_held(self) -> bool:
        """Whether an index of the grid holds what this column shows."""
        return self.is_indexed and (self.is_text or (self.searched and self.kind in ("number", "money", "date", "moment")))

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "money")


@dataclass(frozen=True, slots=True)
class Grid:
    """A list. `rows(user)` are the rows this person may see, each once; nothing else decides that. What it sums up per row is a Subquery.

    `sort` and `groups` name columns, `-` before one turns it round. `url(row)` is the page of a row; `title` the column that names a row.
    `extra` are more ORM paths put into each row. `index`: a wildcard index is kept (see `indexing`).
    `narrow(rows, user, own)` narrows the rows by the page's own names of its address (a tab), on the page and in an export alike.
    """

    key: str
    label: Any
    capability: str
    rows: Callable[[Any], QuerySet[Any]]
    columns: tuple[Column, ...]
    sort: tuple[str, ...] = ("-created_at",)
    groups: tuple[str, ...] = ()
    url: Callable[[dict[str, Any]], str | None] | None = None
    title: str = ""
    extra: tuple[str, ...] = ()
    index: bool = False
    narrow: Callable[[QuerySet[Any], Any, Mapping[str, str]], QuerySet[Any]] | None = None
    by_key: dict[str, Column] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.key):
            raise ValueError(f"a grid may not be called {self.key!r}")
        for column in self.columns:
            if column.key in self.by_key:
                raise ValueError(f"grid {self.key} has {column.key} twice")
            self.by_key[column.key] = column
        for name in (*self.sort, *self.groups, *([self.title] if self.title else [])):
            if name.removeprefix("-") not in self.by_key:
                raise ValueError(f"grid {self.key} has no column {name}")

    def is_open_to(self, user: Any) -> bool:
        """Whether this person may read the list at all; `SIGNED_IN` lets everybody who is known."""
        return bool(user.is_authenticated) if self.capability == SIGNED_IN else can(user, self.capability)

    @property
    def shown(self) -> tuple[str, ...]:
        """The columns that stand there until a person chooses others."""
        return tuple(c.key for c in self.columns if c.is_shown)

    def within(self, own: Mapping[str, str]) -> Grid:
        """The same list, narrowed by the page's own names."""
        narrow, rows = self.narrow, self.rows
        return replace(self, rows=lambda user: narrow(rows(user), user, own)) if narrow and own else self

    def editable(self, may: Callable[[str], bool]) -> list[Column]:
        """The columns whose values one may change in many rows at once; `may` answers for a capability."""
        return [column for column in self.columns if column.edit and (column.edit.capability == SIGNED_IN or may(column.edit.capability))]
