"""Rebuilding in the background, and sorting in what verbs only noted down."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as word

from shouhou.foundation.jobs import Report, Retry, enqueue, job, schedule
from shouhou.foundation.search import opensearch
from shouhou.foundation.search.kinds import label_of
from shouhou.foundation.search.rebuilding import RANKED, SOURCES, outdated, renew
from shouhou.foundation.search.segments import sort_in


@job("search.rebuild", label=word("重建全文索引"), tries=3, long=True)
def rebuild_all(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Index everything anew, or only the kinds named in `{"kinds": […]}`. Answers how many documents of each kind there are."""
    found: dict[str, int] = {}
    for kind in payload.get("kinds") or [*SOURCES, *RANKED]:
        before = sum(found.values())
        found[kind] = renew(kind, lambda done, kind=kind, before=before: progress(before + done, None, label_of(kind)))  # type: ignore[misc]
    return found


@job("search.sort_in", label=word("整理新的全文索引"), tries=5, long=True)
def sort_waiting(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Sort documents that came many at once into the ranked index, and merge its parts."""
    return {"documents": sort_in(progress)}


@schedule("search.renew", label=word("补充全文索引"), every=3600)
def renew_outdated(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """After an upgrade that changed the rule for tokens: have what was written by the old one written anew."""
    kinds = outdated()
    if kinds:
        enqueue("search.rebuild", {"kinds": kinds}, dedup="search.rebuild")
    return {"kinds": len(kinds)}


@schedule("search.settle", label=word("整理全文索引"), every=600)
def settle(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Sort the newest words into PostgreSQL's index: a verb appends them to a list of at most 4 MB, and whoever fills it must sort."""
    if connection.vendor != "postgresql":
        return {"pages": 0}
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('search_vector')")
        return {"pages": cursor.fetchone()[0]}


@job("search.send", label=word("把新的索引送到 OpenSearch"), tries=20, long=True)
def send_waiting(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """What was written, changed or taken out since the last time."""
    try:
        return {"documents": opensearch.send(progress)}
    except opensearch.Away as error:
        raise Retry(str(error)) from error


@schedule("search.compare", label=word("核对 OpenSearch 的索引"), every=600)
def compare_far(payload: dict[str, Any], progress: Report) -> dict[str, str]:
    """Have everything sent anew when OpenSearch lost documents, or the database was put back."""
    try:
        return {"wrong": opensearch.compare()}
    except opensearch.Away as error:
        raise Retry(str(error)) from error
