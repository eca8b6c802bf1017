"""Finding by what a document is about: the best first, for a word as for a whole letter.

Every term of the question that a document holds counts by how rare the term is (BM25F); none must be held. The index gives the
candidates, rarest terms first and no more than `BUDGET` postings; the best of them are looked at again (`rescoring`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from django.db import connection
from django.utils.translation import gettext as _

from shouhou.foundation.search import opensearch, rescoring
from shouhou.foundation.search.asking import Asked, understand
from shouhou.foundation.search.kinds import CODES, ROOM
from shouhou.foundation.search.segments import unpack
from shouhou.foundation.search.terms import SATURATION, SCALE, TITLE

BUDGET = 90_000
"""Postings that are read for one question, beyond those of its rarest term."""
LOOKED_AT = 50
"""Candidates that are looked at again."""
CHUNK = 200
"""Candidates whose readability is asked about at once."""
MOST = 400
"""How far down the ranking anybody may read."""
MaySee = Callable[[str, list[int]], Collection[int]]
Scored = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """An object that answers, and how well."""

    kind: str
    id: int
    score: float


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, best first. `relaxed` says what was done to a question not everything of which was found; `words` are what to mark."""

    hits: list[Hit] = field(default_factory=list)
    relaxed: str = ""
    words: str = ""
    has_more: bool = False


def ranked(query: str, kinds: Sequence[str], may_see: MaySee, *, limit: int = 10, offset: int = 0, typing: bool = False) -> Results:
    """The objects of these kinds that answer `query` best, of those that `may_see(kind, ids)` leaves.

    With `typing`, the last word may be only a beginning. A query without letters, digits or characters finds nothing.
    """
    asked = understand(query, typing=typing)
    if not asked.words:
        return Results(relaxed=asked.said, words=query)
    wanted = min(offset + limit, MOST) + 1
    codes = {CODES[name]: name for name in kinds}
    found: list[Scored] = []
    size = max(CHUNK, wanted)
    for part in opensearch.candidates(asked, set(codes), size) or candidates(asked, set(codes), size):
        found += seen(part, codes, may_see)
        if len(found) >= max(wanted, LOOKED_AT):
            break
    ordered = [*look_again(asked, found[:LOOKED_AT]), *found[LOOKED_AT:]]
    hits = [Hit(codes[pk % ROOM], pk // ROOM, round(score, 4)) for score, pk in ordered[offset : offset + limit]]
    said = asked.said
    if hits and not asked.holds_all:
        said += _("没有一篇包含所有的词，按相近程度排列。")
    return Results(hits, said, asked.shown, has_more=len(ordered) > offset + limit and offset + limit < MOST)


def candidates(asked: Asked, codes: set[int], size: int) -> Iterator[list[Scored]]:
    """Parts of (score, document), best first, of everything that holds a term that was read."""
    total = asked.total
    pairs = [(score, pk) for held in accumulated(asked) for pk, score in held.items()]
    if len(codes) < len(CODES):
        pairs = [(score, pk) for score, pk in pairs if pk % ROOM in codes]
    part = nlargest(size, pairs)
    yield [(score / total, pk) for score, pk in part]
    if len(pairs) > size:
        pairs.sort(reverse=True)
        for start in range(size, len(pairs), 1000):
            yield [(score / total, pk) for score, pk in pairs[start : start + 1000]]


def accumulated(asked: Asked) -> list[dict[int, float]]:
    """For each segment, what its living documents are worth. Words that would take too long to read are put into `asked.left`."""
    worth: dict[str, float] = {}
    read = 0
    for word in asked.words:
        if worth and read + word.count > BUDGET:
            asked.left.append(word)
            continue
        read += word.count
        for term in word.terms:
            worth.setdefault(term, word.worth / SCALE)
    found: dict[int, dict[int, float]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT p.segment, p.term, p.count, p.data FROM search_posting p JOIN search_segment s ON s.id = p.segment AND s.is_ready = %s "  # noqa: S608
                       f"WHERE p.term IN ({','.join(['%s'] * len(worth))})", [True, *worth])
        for segment, term, count, data in cursor.fetchall():
            ids, impacts = unpack(count, data)
            one = worth[term]
            values = [one * impact for impact in range(256)]
            scores = found.get(segment)
            if scores is None:
                found[segment] = dict(zip(ids, map(values.__getitem__, impacts), strict=True))
                continue
            get = scores.get
            for pk, impact in zip(ids, impacts, strict=True):
                scores[pk] = get(pk, 0.0) + values[impact]
        cursor.execute("SELECT segment, document FROM search_dead")
        for segment, document in cursor.fetchall():
            if segment in found:
                found[segment].pop(document, None)
    return list(found.values())


def seen(part: list[Scored], codes: dict[int, str], may_see: MaySee) -> list[Scored]:
    """Those the reader may see, in the same order."""
    visible: set[int] = set()
    for code, name in codes.items():
        if ids := [pk // ROOM for _, pk in part if pk % ROOM == code]:
            visible.update(pk * ROOM + code for pk in may_see(name, ids))
    return [(score, pk) for score, pk in part if pk in visible]


def look_again(asked: Asked, found: list[Scored]) -> list[Scored]:
    """The best candidates in the order of the second look; says in `asked` whether the first holds every word."""
    if not found:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, title, body, keywords FROM search_ranked WHERE id IN ({','.join(['%s'] * len(found))})", [pk for _, pk in found])  # noqa: S608
        texts = {pk: (title, body, keywords) for pk, title, body, keywords in cursor.fetchall()}
    question = rescoring.Question({word.text: word.worth for word in asked.words})
    total = asked.total
    again = []
    for base, pk in found:
        if pk not in texts:  # gone since the index was read
            continue
        title, body, _keywords = texts[pk]
        extra = sum(word.worth * common(word.text, title, body) for word in asked.left)
        again.append((base + extra / total + question.more(title, body), pk))
    again.sort(key=lambda pair: (-pair[0], pair[1]))
    if again:
        text = "\n".join(texts[again[0][1]])
        asked.holds_all = not asked.lacking and all(any(term in text for term in word.terms) or word.text[0] == "~" for word in asked.words)
    return again


def common(term: str, title: str, body: str) -> float:
    """About the impact of a term that was not read from the index."""
    amount = TITLE * (term in title) + body.count(term)
    return amount * (SATURATION + 1) / (amount + SATURATION)
