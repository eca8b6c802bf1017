"""The wildcard index: which rows hold pieces of three characters, so that a wildcard need not read every row.

A grid with `index=True` has a table of its own beside the room's: on SQLite FTS5's trigrams without the text, on PostgreSQL a GIN over the
pieces as numbers. The room that owns the rows calls `refresh` in the transaction of its verb. What the index answers is a guess that
may be too large, never too small; the exact pattern is held against the row itself afterwards.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError, connection, models, transaction
from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

from shouhou.foundation.grid.declaring import Column, Grid
from shouhou.foundation.grid.fields import at
from shouhou.foundation.grid.models import WildcardIndex
from shouhou.foundation.grid.registry import the
from shouhou.foundation.grid.showing import text_of
from shouhou.foundation.grid.wildcard import GRAM, fold

LEAST_SQLITE = (3, 43, 0)
"""Knows how to delete from an index that keeps no text. Older libraries read every row instead."""
RARE = 10_000
"""More rows than these are not looked up one by one: so common a piece fills a page sooner when rows are read in their order."""
FEW = 500
"""Rows that are named one by one instead of asking the index twice."""
PIECE = 1_000


def table(grid: Grid) -> str:
    return f"grid_index_{grid.key}"


def indexed(grid: Grid) -> list[Column]:
    """The columns whose text the index holds."""
    return [column for column in grid.columns if column.is_held]


def can_index() -> bool:
    """Whether this database library can keep an index."""
    return connection.vendor == "postgresql" or sqlite3.sqlite_version_info >= LEAST_SQLITE


def is_whole(grid: Grid) -> bool:
    """Whether the index knows every row and may be asked."""
    return grid.index and WildcardIndex.objects.filter(grid=grid.key, is_whole=True).exists()


def exists(grid: Grid) -> bool:
    return grid.index and WildcardIndex.objects.filter(grid=grid.key).exists()


def index(key: str, pk: int, text: str) -> None:
    """Make `text` what is found of a row; in the transaction that writes the row."""
    index_many(key, [(pk, text)])


@transaction.atomic(savepoint=False)
def index_many(key: str, rows: Iterable[tuple[int, str]]) -> None:
    """The same for many (row, text). Without effect until the index exists: building it reads every row anyway."""
    grid = the(key)
    if exists(grid):
        put(grid, [(pk, text) for pk, text in rows])


def refresh(key: str, pks: Sequence[int]) -> None:
    """Index these rows as their indexed columns stand now; forget those that are gone. In the transaction that changed them."""
    grid = the(key)
    if exists(grid):
        for start in range(0, len(pks), PIECE):
            part = list(pks[start : start + PIECE])
            found = list(texts(grid, model(grid)._base_manager.filter(pk__in=part)))
            put(grid, found)
            take_out(grid, set(part) - {pk for pk, _text in found})


def forget(key: str, pks: Sequence[int]) -> None:
    """These rows are found no longer."""
    grid = the(key)
    if exists(grid):
        take_out(grid, pks)


def model(grid: Grid) -> type[Model]:
    return grid.rows(AnonymousUser()).model


def texts(grid: Grid, rows: QuerySet[Any]) -> Iterator[tuple[int, str]]:
    """(row, what its indexed columns hold)."""
    shown = [text_of(column, at(rows, column.field).places) for column in indexed(grid)]
    for pk, *values in rows.values_list("pk", *shown):
        yield pk, "\n".join(str(value) for value in values if value)


def put(grid: Grid, rows: Sequence[tuple[int, str]]) -> None:
    name = table(grid)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT OR REPLACE INTO {name} (rowid, text) VALUES (%s, %s)",  # noqa: S608
                               [(pk, fold(text).replace("\0", " ")) for pk, text in rows])
        elif rows:
            cursor.executemany(f"INSERT INTO {name} (id, grams) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET grams = excluded.grams",  # noqa: S608
                               [(pk, codes(grams_of(fold(text)))) for pk, text in rows])


def take_out(grid: Grid, pks: Iterable[int]) -> None:
    name, key = table(grid), "rowid" if connection.vendor == "sqlite" else "id"
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {name} WHERE {key} = %s", [(pk,) for pk in pks])  # noqa: S608


def grams_of(text: str) -> set[str]:
    return {text[place : place + GRAM] for place in range(len(text) - GRAM + 1)}


def codes(grams: Iterable[str]) -> list[int]:
    """PostgreSQL keeps numbers; two pieces of one number only make the guess larger."""
    return sorted({crc32(gram.encode("utf-8", "replace")) - 2**31 for gram in grams})


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`rows` as far as the index narrows them; `is_common` when it knows too many for that."""

    rows: QuerySet[Any]
    is_common: bool = False


def narrowed(grid: Grid, rows: QuerySet[Any], ways: tuple[tuple[str, ...], ...] | None) -> Narrowed:
    """The rows that may fit: those holding every piece of one of the `ways`; all of them where the index cannot help."""
    if not grid.index or not ways:
        return Narrowed(rows)
    name = table(grid)
    if connection.vendor == "sqlite":
        sql, params = f"SELECT rowid FROM {name} WHERE {name} MATCH %s", [match(ways)]  # noqa: S608
        ids = known_sqlite(grid, sql, params)
        if ids is not None and len(ids) <= FEW:
            return Narrowed(rows.filter(pk__in=ids))
        known = None if ids is None else len(ids)
    else:
        sql = f"SELECT id FROM {name} WHERE " + " OR ".join(["grams @> %s::int[]"] * len(ways))  # noqa: S608
        params = [codes(grams) for grams in ways]  # type: ignore[misc]
        known = estimate_postgresql(grid, sql, params)
    if known is None or known > RARE:
        return Narrowed(rows, known is not None)
    return Narrowed(rows.filter(pk__in=RawSQL(sql, params, output_field=models.BigIntegerField())))  # noqa: S611


def known_sqlite(grid: Grid, sql: str, params: list[Any]) -> list[int] | None:
    """The rows the index knows, up to `RARE` and one more; None when it is not whole."""
    with connection.cursor() as cursor:
        try:
            cursor.execute("SELECT is_whole, (SELECT json_group_array(rowid) FROM "  # noqa: S608
                           f"({sql} LIMIT {RARE + 1})) FROM grid_wildcardindex WHERE grid = %s", [*params, grid.key])
        except OperationalError:
            return None  # the index was never built
        found = cursor.fetchone()
    return json.loads(found[1]) if found and found[0] else None


def estimate_postgresql(grid: Grid, sql: str, params: list[Any]) -> int | None:
    """How many rows the planner expects: it keeps how common each piece is. Counting them would read them all."""
    if not is_whole(grid):
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        plan = cursor.fetchone()[0]
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


def match(ways: tuple[tuple[str, ...], ...]) -> str:
    """In FTS5's language: pieces in quotes, AND within a way, OR between."""
    return " OR ".join("(" + " AND ".join('"' + gram.replace('"', '""') + '"' for gram in grams) + ")" for grams in ways)
