"""The documents that answer some words, the best first, of those a person may read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from shouhou.foundation import search
from shouhou.foundation.accounts.models import User
from shouhou.foundation.search.tokens import fold
from shouhou.support.documents.models import Document
from shouhou.support.documents.rendering import PAGE
from shouhou.support.knowledge.finder import Finder

MOST_PLACES = 500
"""Places in one document that a search tells."""


@dataclass(frozen=True, slots=True)
class Found:
    """`relaxed` says in words what was done to a question that was not found whole; `words` are what to mark in the texts."""

    items: list[Document]
    relaxed: str
    words: str
    has_more: bool


def documents(asked: Finder, user: User, *, limit: int, offset: int = 0) -> Found:
    """What answers the words of `asked` within its conditions, of what readers may open today."""
    readable = asked.narrow(Document.objects.visible_to(user).published())

    def may_see(kind: str, ids: list[int]) -> Collection[int]:
        return list(readable.filter(pk__in=ids).values_list("pk", flat=True))

    found = search.ranked(asked.words, ["document"], may_see, limit=limit, offset=offset)
    rows = readable.select_related("product", "module", "version").in_bulk([hit.id for hit in found.hits])
    return Found([rows[hit.id] for hit in found.hits if hit.id in rows], found.relaxed, found.words, found.has_more)


def pages_with(document: Document, words: str) -> list[tuple[int, int]]:
    """The pages on which these words stand as they are typed, case and width aside: (page from 1, how often)."""
    wanted = "".join(fold(words).split())
    if not wanted:
        return []
    counted = ((number, "".join(fold(page).split()).count(wanted)) for number, page in enumerate(document.plain.split(PAGE), 1))
    return [(number, count) for number, count in counted if count][:MOST_PLACES]
