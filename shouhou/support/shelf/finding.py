"""What answers some words, the best first, of those a person may open."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shouhou.foundation import search


@dataclass(frozen=True, slots=True)
class Found:
    """`relaxed` says in words what was done to a question that was not found whole; `words` are what to mark in the texts."""

    items: list[Any]
    relaxed: str
    words: str
    has_more: bool


def best(readable: QuerySet[Any], words: str, *, limit: int, offset: int = 0) -> Found:
    """The rows of one kind among `readable` that answer these words."""
    def may_see(kind: str, ids: list[int]) -> Collection[int]:
        return list(readable.filter(pk__in=ids).values_list("pk", flat=True))

    found = search.ranked(words, [readable.model.NOUN], may_see, limit=limit, offset=offset)
    rows = readable.select_related("product", "module", "version").in_bulk([hit.id for hit in found.hits])
    return Found([rows[hit.id] for hit in found.hits if hit.id in rows], found.relaxed, found.words, found.has_more)
