"""Putting documents into the index and taking them out, in the transaction of the verb."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from shouhou.foundation.search.kinds import row_id
from shouhou.foundation.search.tokens import of_text

LONGEST = 200_000
"""Characters of one document that are indexed."""
FURTHEST = 16_383
"""PostgreSQL's last position in a tsvector; behind it words are still found, phrases are not."""


def index(kind: str, object_id: int, text: str, *, is_new: bool = False) -> None:
    """Make `text` what is found of this object. Replaces what was indexed before; `is_new` promises that nothing was."""
    index_many([(kind, object_id, text)], are_new=is_new)


@transaction.atomic(savepoint=False)
def index_many(documents: Iterable[tuple[str, int, str]], *, are_new: bool = False) -> None:
    """The same for many (kind, object id, text) at once."""
    rows = [(row_id(kind, object_id), of_text(text[:LONGEST])) for kind, object_id, text in documents]
    if not rows:
        return
    if connection.vendor == "sqlite":
        write_sqlite(rows, are_new=are_new)
    else:
        write_postgresql(rows)


def forget(kind: str, object_id: int) -> None:
    """The object is found no longer."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            unindex(cursor, [row_id(kind, object_id)])
        cursor.execute("DELETE FROM search_document WHERE id = %s", [row_id(kind, object_id)])


def unindex(cursor: object, ids: Sequence[int]) -> None:
    """FTS5 wants to be told the old tokens of what it is to forget."""
    marks = ",".join(["%s"] * len(ids))
    cursor.execute(  # type: ignore[attr-defined]
        "INSERT INTO search_index (search_index, rowid, tokens) SELECT 'delete', id, tokens FROM search_document "  # noqa: S608
        f"WHERE id IN ({marks})", list(ids))


def write_sqlite(rows: list[tuple[int, list[str]]], *, are_new: bool = False) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 500):
            part = rows[start : start + 500]
            if not are_new:
                unindex(cursor, [pk for pk, _ in part])
            values = [(pk, " ".join(tokens)) for pk, tokens in part]
            cursor.executemany("INSERT INTO search_document (id, tokens) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens", values)
            cursor.executemany("INSERT INTO search_index (rowid, tokens) VALUES (%s, %s)", values)


def write_postgresql(rows: list[tuple[int, list[str]]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_document (id, tokens, vector) VALUES (%s, '', %s::tsvector) "
            "ON CONFLICT (id) DO UPDATE SET vector = excluded.vector", [(pk, vector(tokens)) for pk, tokens in rows])


def vector(tokens: list[str]) -> str:
    """A tsvector literal. At most 255 places of one token are kept, as PostgreSQL does itself."""
    places: dict[str, list[int]] = {}
    for place, token in enumerate(tokens, 1):
        if len(found := places.setdefault(token, [])) < 255:
            found.append(min(place, FURTHEST))
    return " ".join(f"'{token}':{','.join(map(str, dict.fromkeys(at)))}" for token, at in places.items())
