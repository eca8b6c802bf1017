"""Putting documents into the ranked index, in the transaction of the verb; many at once wait for a job."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from shouhou.foundation.jobs import enqueue
from shouhou.foundation.search import segments, unsent
from shouhou.foundation.search.kinds import row_id
from shouhou.foundation.search.terms import Weighed, terms_of
from shouhou.foundation.search.tokens import fold
from shouhou.foundation.search.writing import LONGEST

AT_ONCE = 20
"""As many documents are found as soon as they are written; more are left to the job `search.sort_in`."""
Ranked = tuple[str, int, str, str, str]


def rank(kind: str, object_id: int, title: str, text: str, keywords: str = "") -> None:
    """Make this object found by its title, its text and its keywords, best first, as soon as the verb is done."""
    rank_many([(kind, object_id, title, text, keywords)])


@transaction.atomic(savepoint=False)
def rank_many(documents: Iterable[Ranked], *, again: bool = False) -> int:
    """The same for many (kind, object id, title, text, keywords); answers how many were new or changed.

    With `again`, unchanged ones are written too.
    """
    rows = {row_id(kind, pk): (fold(title), fold(text[:LONGEST]), fold(words)) for kind, pk, title, text, words in documents}
    for part in [] if again else segments.parts(list(rows)):
        for pk in unchanged(part, rows):
            del rows[pk]
    if not rows:
        return 0
    remove(list(rows))
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO search_ranked (id, title, body, keywords, title_length, body_length) VALUES (%s, %s, %s, %s, %s, %s)",
                           [(pk, *texts, len(terms_of(texts[0])), len(terms_of(texts[1]))) for pk, texts in rows.items()])
        is_few = len(rows) <= AT_ONCE
        lengths = segments.usual_means()
        number = segments.new_segment(lengths) if is_few else 0
        cursor.executemany("INSERT INTO search_place (id, segment) VALUES (%s, %s)", [(pk, number) for pk in rows])
    if is_few:
        segments.write(number, segments.postings(((pk, Weighed(*texts)) for pk, texts in rows.items()), lengths))
        segments.ready(number)
    unsent.note(rows)
    if not is_few or number % segments.MOST_SEGMENTS == 0:
        enqueue("search.sort_in", {}, dedup="search.sort_in")
    return len(rows)


def unchanged(ids: Iterable[int], rows: dict[int, tuple[str, str, str]]) -> list[int]:
    """Which of these documents stand in the index exactly so."""
    wanted = list(ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, title, body, keywords FROM search_ranked WHERE id IN ({','.join(['%s'] * len(wanted))})", wanted)  # noqa: S608
        return [pk for pk, *texts in cursor.fetchall() if tuple(texts) == rows[pk]]


def unrank(kind: str, object_id: int) -> None:
    """The object is found no longer."""
    with transaction.atomic():
        pk = row_id(kind, object_id)
        remove([pk])
        unsent.note([pk])


def remove(ids: list[int]) -> None:
    """Take these documents out, if they are there."""
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for part in segments.parts(ids):
            marks = ",".join(["%s"] * len(part))
            cursor.execute(f"SELECT segment, id FROM search_place WHERE id IN ({marks}) ORDER BY id{lock}", list(part))  # noqa: S608
            known = cursor.fetchall()
            if known:
                segments.bury(cursor, [(segment, pk) for segment, pk in known if segment])
                cursor.execute(f"DELETE FROM search_place WHERE id IN ({marks})", list(part))  # noqa: S608
                cursor.execute(f"DELETE FROM search_ranked WHERE id IN ({marks})", list(part))  # noqa: S608
