"""OpenSearch as the reader of the ranked index, for more searching than one database should answer (docs/decisions/0018).

It is given the terms of each document with the impacts that our own index keeps, and adds up worth × impact: the order is the
same. Written by a job; ours stays written in the verb's transaction and answers whenever OpenSearch does not.
"""

from __future__ import annotations

import itertools
import json
import logging
import ssl
import time
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction

from shouhou.foundation.search import unsent
from shouhou.foundation.search.kinds import ROOM
from shouhou.foundation.search.models import Rule
from shouhou.foundation.search.rebuilding import RULE
from shouhou.foundation.search.terms import SCALE

if TYPE_CHECKING:
    from shouhou.foundation.search.asking import Asked

log = logging.getLogger(__name__)
CONNECT_WITHIN, ANSWER_WITHIN, SEND_WITHIN = 1.0, 3.0, 60.0
"""Seconds."""
LEFT_ALONE = 20.0
"""Seconds in which nobody asks it after it did not answer."""
MOST_FRESH = 50
"""Documents that may wait while it is asked; with more of them our own index answers."""
AT_ONCE = 500
"""Documents in one request."""
KIND = "opensearch"
"""The row of `Rule` that remembers the newest stamp it was sent."""
SETTINGS = {
    "index": {"similarity": {"impact": {"type": "scripted", "script": {"source": f"return query.boost * doc.freq / {SCALE}.0;"}}}},
    "analysis": {"analyzer": {"impacts": {"type": "custom", "tokenizer": "whitespace", "filter": ["delimited_term_freq"]}}},
}
MAPPINGS = {"dynamic": "strict", "_source": {"enabled": False}, "properties": {
    "terms": {"type": "text", "analyzer": "impacts", "search_analyzer": "whitespace", "similarity": "impact", "index_options": "freqs", "norms": False},
    "kind": {"type": "byte"}, "id": {"type": "long"}, "stamp": {"type": "long"},
}}
Scored = tuple[float, int]


class Away(Exception):
    """It did not answer, or not as it should."""


class Cluster:
    """The nodes of one OpenSearch; asks each in turn."""

    def __init__(self, nodes: tuple[str, ...], index: str, authority: str) -> None:
        import httpx  # not loaded without OPENSEARCH_URL

        self.nodes, self.index, self.failures = nodes, f"{index}-{RULE}", (httpx.HTTPError, ValueError)
        self.turn = itertools.count()
        self.silent_until = 0.0
        verify = ssl.create_default_context(cafile=authority) if authority else True
        self.client = httpx.Client(verify=verify, follow_redirects=False, trust_env=False)

    def ask(self, method: str, path: str, body: Any = None, *, within: float = ANSWER_WITHIN, may_lack: bool = False) -> dict[str, Any]:
        """The answer of the first node that gives one; `{}` for a 404 that `may_lack`. A list as body goes as lines of JSON. Raises `Away`."""
        lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in body) if isinstance(body, list) else json.dumps(body) if body else ""
        kind = "application/x-ndjson" if isinstance(body, list) else "application/json"
        said = ""
        for _try in self.nodes:
            node = self.nodes[next(self.turn) % len(self.nodes)]
            try:
                answer = self.client.request(method, f"{node}{path}", content=lines.encode() or None, headers={"content-type": kind} if lines else {},
                                             timeout=self.patience(within))
                found = answer.json() if answer.content else {}
            except self.failures as error:
                said = f"{urlsplit(node).hostname}: {type(error).__name__}"
                continue
            if answer.status_code == 404 and may_lack:
                return {}
            if answer.is_success and isinstance(found, dict):
                return found
            said = f"{urlsplit(node).hostname}: {answer.status_code} {reason(found)}"
            if answer.status_code not in (429, 502, 503, 504):
                break
        raise Away(said)

    def patience(self, within: float) -> Any:
        import httpx

        return httpx.Timeout(within, connect=CONNECT_WITHIN)


def reason(answer: Any) -> str:
    """What it says is wrong, without what it was asked."""
    error = answer.get("error") if isinstance(answer, dict) else None
    return str(error.get("type", ""))[:100] if isinstance(error, dict) else ""


def cluster() -> Cluster | None:
    """The one that OPENSEARCH_URL names."""
    given = settings.OPENSEARCH
    return _made(given.nodes, given.index, given.authority) if given else None


@lru_cache(4)
def _made(nodes: tuple[str, ...], index: str, authority: str) -> Cluster:
    return Cluster(nodes, index, authority)


def candidates(asked: Asked, codes: set[int], size: int) -> Iterator[list[Scored]] | None:
    """Parts of (score, document), best first, as `ranking.candidates` gives them; None when our own index has to answer."""
    here = cluster()
    if here is None or time.monotonic() < here.silent_until:
        return None
    waiting = unsent.some(MOST_FRESH + 1)
    if len(waiting) > MOST_FRESH:
        return None
    worth: dict[str, float] = {}
    for word in asked.words:
        for term in word.terms:
            worth.setdefault(term, word.worth)
    fresh = [pk for pk, _ in waiting]
    try:
        first = page(here, worth, codes, size, None)
    except Away as error:
        given_up(here, error)
        return None
    return merged(here, first, unsent.weighed(fresh, worth, codes), set(fresh), (worth, codes, size), asked.total)


def merged(here: Cluster, part: list[Scored], own: list[Scored], fresh: set[int], question: tuple[dict[str, float], set[int], int],
           total: float) -> Iterator[list[Scored]]:
    """What it found, page by page, with those that it does not have yet in their places."""
    size = question[2]
    while True:
        is_last = len(part) < size
        edge = part[-1][0] if part and not is_last else -1.0
        mine = [one for one in own if one[0] >= edge]
        own = own[len(mine):]
        found = [(score, pk) for score, pk in part if pk not in fresh] + mine
        if found:
            yield [(score / total, pk) for score, pk in sorted(found, reverse=True)]
        if is_last:
            return
        try:
            part = page(here, *question, after=part[-1])
        except Away as error:
            given_up(here, error)
            return


def page(here: Cluster, worth: dict[str, float], codes: set[int], size: int, after: Scored | None) -> list[Scored]:
    """The next `size` documents of these kinds that hold any of these terms."""
    body: dict[str, Any] = {
        "size": size, "track_total_hits": False, "stored_fields": "_none_", "sort": [{"_score": "desc"}, {"id": "desc"}], "timeout": f"{int(ANSWER_WITHIN)}s",
        "query": {"bool": {"filter": [{"terms": {"kind": sorted(codes)}}], "minimum_should_match": 1,
                           "should": [{"term": {"terms": {"value": term, "boost": one}}} for term, one in worth.items()]}},
    }
    if after is not None:
        body["search_after"] = list(after)
    answer = here.ask("POST", f"/{here.index}/_search", body)
    if answer.get("timed_out") or answer.get("_shards", {}).get("failed"):
        raise Away("not all parts answered")
    try:
        return [(float(hit["sort"][0]), int(hit["sort"][1])) for hit in answer["hits"]["hits"]]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Away("an answer that cannot be read") from error


def given_up(here: Cluster, error: Away) -> None:
    """Leave it alone for a while; our own index answers."""
    here.silent_until = time.monotonic() + LEFT_ALONE
    log.warning("OpenSearch does not answer (%s); the product's own index does", error)


def send(progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Bring what waits to it, so that it is found there; answers how many documents. Raises `Away`."""
    here = cluster()
    if here is None:
        return 0
    ensure(here)
    done = 0
    while rows := unsent.some(AT_ONCE):
        impacts = unsent.impacts_of([pk for pk, _ in rows])
        lines: list[Any] = []
        for pk, at in rows:
            versioned = {"_id": str(pk), "version": at, "version_type": "external"}
            if pk in impacts:
                terms = " ".join(f"{term}|{impact}" for term, impact in impacts[pk].items())
                lines += [{"index": versioned}, {"terms": terms, "kind": pk % ROOM, "id": pk, "stamp": at}]
            else:
                lines.append({"delete": versioned})
        answer = here.ask("POST", f"/{here.index}/_bulk?refresh=wait_for", lines, within=SEND_WITHIN)
        for item in answer.get("items", []):
            said = next(iter(item.values()))
            if said["status"] >= 400 and said["status"] not in (404, 409):  # gone already; a later state is there already
                raise Away(f"{said['status']} {reason(said)}")
        sent(rows)
        done += len(rows)
        progress(done, done + len(unsent.some(AT_ONCE)))
    return done


@transaction.atomic
def sent(rows: list[tuple[int, int]]) -> None:
    """These states are there; what changed meanwhile stays noted."""
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM search_unsent WHERE id = %s AND stamp = %s", rows)
    newest = max(at for _, at in rows)
    if not Rule.objects.filter(kind=KIND, upto__gte=newest).exists():
        Rule.objects.update_or_create(kind=KIND, defaults={"number": RULE, "upto": newest})


def ensure(here: Cluster) -> None:
    """Make the index if it is not there, and have every document sent to it."""
    if here.ask("GET", f"/{here.index}", may_lack=True):
        return
    here.ask("PUT", f"/{here.index}", {"settings": SETTINGS, "mappings": MAPPINGS})
    unsent.note_all()


def compare() -> str:
    """Does it hold what the database holds? What is wrong with it, in a word, after which everything is sent to a new index; "" when all is well.

    It may have lost documents, and the database may have been put back to an earlier state than what it was sent.
    """
    here = cluster()
    if here is None:
        return ""
    ensure(here)
    if unsent.some(1):
        unsent.send_soon()
        return ""
    found = here.ask("POST", f"/{here.index}/_search", {"size": 0, "track_total_hits": True, "aggs": {"newest": {"max": {"field": "stamp"}}}})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_ranked")
        held = int(cursor.fetchone()[0])
    known = Rule.objects.filter(kind=KIND).values_list("upto", flat=True).first() or 0
    wrong = "count" if found["hits"]["total"]["value"] != held else "newer" if (found["aggregations"]["newest"]["value"] or 0) > known else ""
    if wrong and not unsent.some(1):
        here.ask("DELETE", f"/{here.index}", may_lack=True)
        ensure(here)
    return wrong


def state() -> tuple[str, int] | None:
    """Why it does not answer ("" when it does), and how many documents wait to be sent; None without OPENSEARCH_URL."""
    here = cluster()
    if here is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_unsent")
        waiting = int(cursor.fetchone()[0])
    try:
        health = here.ask("GET", f"/_cluster/health/{here.index}")
    except Away as error:
        return str(error), waiting
    return ("red" if health.get("status") == "red" else ""), waiting
