"""Which documents OpenSearch does not have yet as they are here: noted in the transaction of the verb, sent by the job `search.send`.

Without OPENSEARCH_URL nothing is noted. Until a document is sent and can be found there, whoever searches weighs it himself.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from shouhou.foundation.jobs import enqueue
from shouhou.foundation.search import segments
from shouhou.foundation.search.kinds import ROOM
from shouhou.foundation.search.terms import SCALE, Weighed

SOON = timedelta(seconds=1)
"""How long further changes are waited for."""
NOTE = ("INSERT INTO search_unsent (id, stamp) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET "
        "stamp = CASE WHEN excluded.stamp > search_unsent.stamp THEN excluded.stamp ELSE search_unsent.stamp + 1 END")


def stamp() -> int:
    """Microseconds: a later state of a document has the higher one, and JSON's numbers hold it exactly."""
    return time.time_ns() // 1000


def note(ids: Iterable[int]) -> None:
    """These documents were written or taken out."""
    if settings.OPENSEARCH is None:
        return
    now = stamp()
    with connection.cursor() as cursor:
        cursor.executemany(NOTE, [(pk, now) for pk in ids])
    transaction.on_commit(send_soon, robust=True)


def note_all() -> None:
    """Every document is to be sent again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_unsent (id, stamp) SELECT id, %s FROM search_ranked WHERE true "
                       "ON CONFLICT (id) DO UPDATE SET stamp = search_unsent.stamp + 1", [stamp()])
    send_soon()


def send_soon() -> None:
    """After the commit, so that verbs do not wait for each other at one job's row. What is noted and not asked for is found by `search.compare`."""
    enqueue("search.send", {}, dedup="search.send", at=timezone.now() + SOON)


def some(most: int) -> list[tuple[int, int]]:
    """The first documents that wait, with their stamps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, stamp FROM search_unsent ORDER BY id LIMIT %s", [most])
        return [(pk, at) for pk, at in cursor.fetchall()]


def impacts_of(ids: list[int]) -> dict[int, dict[str, int]]:
    """Document → term → impact, of those that are still there."""
    if not ids:
        return {}
    lengths = segments.usual_means()
    found: dict[int, dict[str, int]] = {}
    with connection.cursor() as cursor:
        for part in segments.parts(ids):
            cursor.execute(f"SELECT id, title, body, keywords FROM search_ranked WHERE id IN ({','.join(['%s'] * len(part))})", list(part))  # noqa: S608
            found.update((pk, Weighed(*texts).impacts(*lengths)) for pk, *texts in cursor.fetchall())
    return found


def weighed(ids: list[int], worth: dict[str, float], codes: set[int]) -> list[tuple[float, int]]:
    """(score, document) of those that wait and hold a term, best first. `worth` is of a whole occurrence, not of a hundredth."""
    found = []
    for pk, impacts in impacts_of([pk for pk in ids if pk % ROOM in codes]).items():
        if score := sum(one * impacts.get(term, 0) for term, one in worth.items()):
            found.append((score / SCALE, pk))
    return sorted(found, reverse=True)
