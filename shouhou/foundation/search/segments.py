"""The parts of the ranked index: written from documents, merged into larger ones, rid of what has gone.

A segment is written once. Until it is ready nobody reads it, so a crash leaves nothing but rows that the next run throws away, and
what was sorted in before stays. Memory is bounded by `AT_ONCE` characters, and transactions are short.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction

from shouhou.foundation.search.terms import Weighed

AT_ONCE = 1_000_000
"""Characters of documents that are made into one segment."""
MOST_SEGMENTS = 6
"""More are merged."""
TERMS = 20_000
"""Terms that are merged in one transaction."""
TITLE_PRIOR, BODY_PRIOR, PRIOR = 10.0, 200.0, 20
"""Mean lengths that a young index begins with, and how many documents they count for."""
Means = tuple[float, float]
Row = tuple[int, str, str, str]
Progress = Callable[[int, int], None]


def waiting() -> int:
    """How many documents wait to be sorted in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_place WHERE segment = 0")
        return int(cursor.fetchone()[0])


def means() -> Means:
    """Mean length of titles and of texts, in terms, of all documents: reads every one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(sum(title_length), 0), coalesce(sum(body_length), 0) FROM search_ranked")
        count, title, body = (int(value) for value in cursor.fetchone())
    return (title + TITLE_PRIOR * PRIOR) / (count + PRIOR), (body + BODY_PRIOR * PRIOR) / (count + PRIOR)


def usual_means() -> Means:
    """The lengths that the largest segment was weighed by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT title_mean, body_mean FROM search_segment WHERE is_ready = %s ORDER BY documents DESC LIMIT 1", [True])
        found = cursor.fetchone()
    return found or (TITLE_PRIOR, BODY_PRIOR)


def sort_in(progress: Progress = lambda done, total: None) -> int:
    """Make segments of the documents that wait, then merge; answers how many documents there were. May be stopped and begun again."""
    sweep()
    total, done = waiting(), 0
    if total:
        lengths = means()
        while rows := next_waiting():
            with transaction.atomic():
                number = new_segment(lengths)
                write(number, postings(((pk, Weighed(title, body, words)) for pk, title, body, words in rows), lengths))
                move([pk for pk, *_ in rows], 0, number)
                ready(number)
            done += len(rows)
            progress(done, max(total, done))
    merge()
    if done and connection.vendor == "postgresql":  # its planner reads a table it knows nothing of from end to end
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_posting, search_place, search_ranked, search_segment")
    return done


def next_waiting() -> list[Row]:
    """The next documents that wait, about `AT_ONCE` characters of them."""
    found: list[Row] = []
    size, last = 0, -1
    with connection.cursor() as cursor:
        while size < AT_ONCE:
            cursor.execute("SELECT r.id, r.title, r.body, r.keywords FROM search_place p JOIN search_ranked r ON r.id = p.id "
                           "WHERE p.segment = 0 AND p.id > %s ORDER BY p.id LIMIT 500", [last])
            rows = cursor.fetchall()
            if not rows:
                break
            found += rows
            last = rows[-1][0]
            size += sum(len(title) + len(body) for _, title, body, _ in rows)
    return found


def postings(documents: Iterable[tuple[int, Weighed]], lengths: Means) -> dict[str, tuple[array[int], bytearray]]:
    """Term → ids and impacts of the documents that hold it."""
    found: dict[str, tuple[array[int], bytearray]] = {}
    for pk, document in documents:
        for term, impact in document.impacts(*lengths).items():
            held = found.get(term)
            if held is None:
                held = found[term] = (array("I"), bytearray())
            held[0].append(pk)
            held[1].append(impact)
    return found


def new_segment(lengths: Means) -> int:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_segment (documents, title_mean, body_mean, is_ready) VALUES (0, %s, %s, %s) RETURNING id",
                       [*lengths, False])
        return int(cursor.fetchone()[0])


def ready(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE search_segment SET is_ready = %s, documents = (SELECT count(*) FROM search_place WHERE segment = %s) WHERE id = %s",
                       [True, number, number])


def write(segment: int, found: dict[str, tuple[array[int], bytearray]]) -> None:
    insert((term, segment, len(ids), ids.tobytes() + bytes(impacts)) for term, (ids, impacts) in found.items())


def insert(rows: Iterable[tuple[str, int, int, bytes]]) -> None:
    """Rows of postings: (term, segment, count, data)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy("COPY search_posting (term, segment, count, data) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany("INSERT INTO search_posting (term, segment, count, data) VALUES (%s, %s, %s, %s)", rows)  # type: ignore[arg-type]  # any iterable will do


def move(ids: Sequence[int], origin: int, to: int) -> None:
    """These documents stand in segment `to` now, those of them that still stood in `origin`; the others are dead in it."""
    with connection.cursor() as cursor:
        for part in parts(ids):
            marks = ",".join(["%s"] * len(part))
            cursor.execute(f"UPDATE search_place SET segment = %s WHERE segment = %s AND id IN ({marks})", [to, origin, *part])  # noqa: S608
            if cursor.rowcount != len(part):
                cursor.execute(f"SELECT id FROM search_place WHERE segment = %s AND id IN ({marks})", [to, *part])  # noqa: S608
                here = {pk for (pk,) in cursor.fetchall()}
                bury(cursor, [(to, pk) for pk in part if pk not in here])


def bury(cursor: Any, dead: Sequence[tuple[int, int]]) -> None:
    """Note (segment, document) pairs that are to be passed over."""
    cursor.executemany("INSERT INTO search_dead (segment, document) VALUES (%s, %s)", list(dead))


def parts[T](ids: Sequence[T], size: int = 500) -> Iterator[Sequence[T]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def sweep() -> None:
    """Throw away what a run left behind that was cut off, and what was merged."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM search_segment WHERE is_ready = %s", [False])
        for (number,) in cursor.fetchall():
            drop(number)


def drop(number: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_posting WHERE segment = %s", [number])
        cursor.execute("DELETE FROM search_dead WHERE segment = %s", [number])
        cursor.execute("DELETE FROM search_segment WHERE id = %s", [number])


def chosen() -> list[int]:
    """Segments worth merging: the small ones when there are many, and those of which a tenth is dead."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT s.id, s.documents, (SELECT count(*) FROM search_dead d WHERE d.segment = s.id) FROM search_segment s "
                       "WHERE s.is_ready = %s ORDER BY s.documents, s.id", [True])
        rows = cursor.fetchall()
    found, size = [], 0
    if len(rows) > MOST_SEGMENTS:
        for place, (number, documents, _) in enumerate(rows):
            if place > MOST_SEGMENTS // 2 and documents > 3 * size:
                break
            found.append(number)
            size += documents
    return found or [number for number, documents, dead in rows if dead > 20 + documents // 10]


def merge() -> None:
    """Merge what is worth it into one segment; the dead stay behind."""
    old = chosen()
    if not old:
        return
    marks = ",".join(map(str, old))
    with transaction.atomic(), connection.cursor() as cursor:
        number = new_segment(usual_means())
        cursor.execute(f"SELECT id, segment FROM search_place WHERE segment IN ({marks})")  # noqa: S608
        living = dict(cursor.fetchall())
    last = ""
    while last is not None:
        last = merge_terms(number, marks, living, last)  # type: ignore[assignment]
    with transaction.atomic():
        for origin in old:
            move([pk for pk, segment in living.items() if segment == origin], origin, number)
        ready(number)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE search_segment SET is_ready = %s WHERE id IN ({marks})", [False])  # noqa: S608
    for origin in old:
        drop(origin)


@transaction.atomic
def merge_terms(number: int, marks: str, living: dict[int, int], after: str) -> str | None:
    """The next terms of the segments `marks`, into `number`; answers the last, None at the end."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT term FROM search_posting WHERE term > %s AND segment IN ({marks}) ORDER BY term LIMIT {TERMS}", [after])  # noqa: S608
        terms = [term for (term,) in cursor.fetchall()]
        if not terms:
            return None
        cursor.execute(f"SELECT term, segment, count, data FROM search_posting WHERE term > %s AND term <= %s AND segment IN ({marks})",  # noqa: S608
                       [after, terms[-1]])
        found: dict[str, tuple[array[int], bytearray]] = {}
        for term, segment, count, data in cursor.fetchall():
            ids, impacts = unpack(count, data)
            held = found.setdefault(term, (array("I"), bytearray()))
            for pk, impact in zip(ids, impacts, strict=True):
                if living.get(pk) == segment:
                    held[0].append(pk)
                    held[1].append(impact)
    write(number, {term: held for term, held in found.items() if held[0]})
    return terms[-1]


def unpack(count: int, data: bytes | memoryview) -> tuple[array[int], bytes]:
    """The ids and the impacts of a posting."""
    ids = array("I")
    ids.frombytes(data[: count * 4])
    return ids, bytes(data[count * 4 :])
