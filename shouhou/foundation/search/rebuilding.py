"""Writing the index anew from what the rooms have: after a restore, a new rule for tokens, or a doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.db import connection, transaction

from shouhou.foundation.search import segments, unsent
from shouhou.foundation.search.kinds import CODES, ROOM
from shouhou.foundation.search.models import Rule
from shouhou.foundation.search.ranked_writing import rank_many, remove
from shouhou.foundation.search.writing import index_many, unindex

Source = Callable[[int], Sequence[tuple[int, str]]]
"""The next few hundred (object id, text) of a kind whose ids are above the one given, by ascending id; none at the end.

It is called within the transaction that indexes them, so what it locks cannot change in between.
"""
SOURCES: dict[str, Source] = {}
RankedSource = Callable[[int], Sequence[tuple[int, str, str, str]]]
"""The same for documents that are ranked: (object id, title, text, keywords)."""
RANKED: dict[str, RankedSource] = {}
RULE = 2
"""Raised whenever the rule for tokens changes: what was written by an older one is written anew. 2: traditional characters, ranks."""
SORT_AFTER = 5000
"""Documents that are written anew before they are sorted in."""


def source(kind: str) -> Callable[[Source], Source]:
    """`@search.source("ticket")` in a room's `searching.py`: where the documents of a kind come from."""

    def put(function: Source) -> Source:
        SOURCES[kind] = function
        return function

    return put


def ranked_source(kind: str) -> Callable[[RankedSource], RankedSource]:
    """`@search.ranked_source("article")`: where the ranked documents of a kind come from."""

    def put(function: RankedSource) -> RankedSource:
        RANKED[kind] = function
        return function

    return put


def outdated() -> list[str]:
    """Kinds whose documents were written by an older rule, or whose writing anew was cut off."""
    current = set(Rule.objects.filter(number=RULE, upto=None).values_list("kind", flat=True))
    return sorted({*SOURCES, *RANKED} - current)


def renew(kind: str, progress: Callable[[int], None] = lambda done: None) -> int:
    """Write a kind anew by the rule of today; goes on where it was cut off. Answers how many documents it dealt with."""
    rule, _ = Rule.objects.get_or_create(kind=kind, defaults={"upto": 0})
    if rule.upto is None:
        Rule.objects.filter(pk=rule.pk).update(upto=0)
    done = rebuild_ranked(kind, rule.upto or 0, progress) if kind in RANKED else rebuild(kind, progress)
    Rule.objects.filter(pk=rule.pk).update(number=RULE, upto=None)
    return done


def rebuild_ranked(kind: str, last: int, progress: Callable[[int], None]) -> int:
    """Rank every object of a kind after `last` again and forget documents whose object is gone. Searching goes on meanwhile."""
    done = unsorted = 0
    while True:
        with transaction.atomic():
            batch = RANKED[kind](last)
            rank_many(((kind, *row) for row in batch), again=True)
            upto = batch[-1][0] if batch else None
            gone = [pk for pk in between(kind, last, upto, "search_ranked") if pk // ROOM not in {row[0] for row in batch}]
            remove(gone)
            unsent.note(gone)
            Rule.objects.filter(kind=kind).update(upto=upto or last)
        unsorted += len(batch)
        if upto is None or unsorted >= SORT_AFTER:
            segments.sort_in()
            unsorted = 0
        if upto is None:
            return done
        last, done = upto, done + len(batch)
        progress(done)


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
    gone = [pk for pk in between(kind, after, upto, "search_document") if pk // ROOM not in keep]
    with connection.cursor() as cursor:
        for part in chunks(gone):
            if connection.vendor == "sqlite":
                unindex(cursor, part)
            cursor.execute(f"DELETE FROM search_document WHERE id IN ({','.join(['%s'] * len(part))})", part)  # noqa: S608


def between(kind: str, after: int, upto: int | None, table: str) -> list[int]:
    """The documents of a kind in this table whose object's id is after `after` and not after `upto`."""
    code = CODES[kind]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE id > %s AND id <= %s AND id %% {ROOM} = {code}",  # noqa: S608
                       [after * ROOM + code, 2**63 - 1 if upto is None else upto * ROOM + code])
        return [pk for (pk,) in cursor.fetchall()]


def chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]
