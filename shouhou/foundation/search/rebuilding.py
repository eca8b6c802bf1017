"""Writing the index anew from what the rooms have: after a restore, a new rule for tokens, or a doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db import connection, transaction

from shouhou.foundation.search.kinds import CODES, ROOM
from shouhou.foundation.search.writing import index_many, unindex

Source = Callable[[int], Sequence[tuple[int, str]]]
"""The next few hundred (object id, text) of a kind whose ids are above the one given, by ascending id; none at the end.

It is called within the transaction that indexes them, so what it locks cannot change in between.
"""
SOURCES: dict[str, Source] = {}


def source(kind: str) -> Callable[[Source], Source]:
    """`@search.source("ticket")` in a room's `searching.py`: where the documents of a kind come from."""

    def put(function: Source) -> Source:
        SOURCES[kind] = function
        return function

    return put


def rebuild(kind: str, progress: Callable[[int], None] = lambda done: None) -> int:
    """Index every object of a kind again and forget documents whose object is gone; answers how many there are.

    Goes in short transactions, so questions are asked and found all the while.
    """
    last, done = 0, 0
    while True:
        with transaction.atomic():
            batch = SOURCES[kind](last)
            index_many((kind, object_id, text) for object_id, text in batch)
            upto = batch[-1][0] if batch else None
            forget_between(kind, last, upto, keep={object_id for object_id, _ in batch})
        if upto is None:
            return done
        last, done = upto, done + len(batch)
        progress(done)


@transaction.atomic
def forget_between(kind: str, after: int, upto: int | None, *, keep: set[int]) -> None:
    """Take out the documents of a kind whose object's id is after `after`, not after `upto`, and not among `keep`."""
    code = CODES[kind]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM search_document WHERE id > %s AND id <= %s AND id %% {ROOM} = {code}",  # noqa: S608
                       [after * ROOM + code, 2**63 - 1 if upto is None else upto * ROOM + code])
        gone = [pk for (pk,) in cursor.fetchall() if pk // ROOM not in keep]
        for part in chunks(gone):
            if connection.vendor == "sqlite":
                unindex(cursor, part)
            cursor.execute(f"DELETE FROM search_document WHERE id IN ({','.join(['%s'] * len(part))})", part)  # noqa: S608


def chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]
