"""What a room tells about the rows it takes in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import normal_key


@dataclass(frozen=True, slots=True)
class Field:
    """A field a column can be mapped to. `aliases` are the names such columns have in other systems.
    Label and help are marked for translation and translated where they are shown."""

    name: str
    label: str
    is_required: bool = False
    aliases: tuple[str, ...] = ()
    help: str = ""


class Importer(Protocol):
    """Takes rows in. One object serves one run, so it may remember what it has looked up.

    One that can deal with many rows in few statements also has `batch`, how many rows it wants at once, and `take_many(rows)`, which
    answers for each (row, rest) what `take` would: the word, or the `Refused` itself. Nothing of a refused row may have been written.
    """

    code: str
    label: str
    capability: str
    fields: tuple[Field, ...]

    def __init__(self, *, by: User, import_id: int) -> None: ...

    def take(self, row: dict[str, str], rest: dict[str, str]) -> str:
        """Take one row in, inside its own savepoint. `row` has the mapped fields, `rest` the unmapped columns.

        Answers what was made of it: `added`, `changed` or `same`. Raises `Refused` with the reason that people will read.
        """
        ...

    def preview(self, row: dict[str, str]) -> dict[str, str]:
        """How the mapped values would be understood, for the preview; nothing is written."""
        ...


_importers: dict[str, type[Any]] = {}


def register(importer: type[Any]) -> type[Any]:
    """Class decorator: this importer may be chosen."""
    _importers[importer.code] = importer
    return importer


def importers() -> dict[str, type[Any]]:
    """All importers by code."""
    return dict(_importers)


def guess(fields: tuple[Field, ...], columns: list[str]) -> dict[str, str]:
    """Field name → column, by label (Chinese, or as the reader sees it), name and aliases; a column serves one field."""
    by_key = {normal_key(column).strip("*＊ ").replace(" ", "_"): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for field in fields:
        for name in (field.label, _(field.label), field.name, *field.aliases):
            column = by_key.get(normal_key(name).replace(" ", "_"))
            if column is not None and column not in found.values():
                found[field.name] = column
                break
    return found
