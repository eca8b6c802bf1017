"""The classes that answer some words, the best first, of those a person may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from shouhou.foundation import search
from shouhou.foundation.accounts.models import User
from shouhou.support.courses.models import Course
from shouhou.support.knowledge.finder import Finder


@dataclass(frozen=True, slots=True)
class Found:
    """`relaxed` says in words what was done to a question that was not found whole; `words` are what to mark in the texts."""

    items: list[Course]
    relaxed: str
    words: str
    has_more: bool


def courses(asked: Finder, user: User, *, limit: int, offset: int = 0) -> Found:
    """What answers the words of `asked` within its conditions, of what readers may open today."""
    readable = asked.narrow(Course.objects.visible_to(user).published())

    def may_see(kind: str, ids: list[int]) -> Collection[int]:
        return list(readable.filter(pk__in=ids).values_list("pk", flat=True))

    found = search.ranked(asked.words, ["course"], may_see, limit=limit, offset=offset)
    rows = readable.select_related("product", "module", "version").in_bulk([hit.id for hit in found.hits])
    return Found([rows[hit.id] for hit in found.hits if hit.id in rows], found.relaxed, found.words, found.has_more)
