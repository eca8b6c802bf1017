"""The articles that answer a question, the best first, of those a person may read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from shouhou.foundation import search
from shouhou.foundation.accounts.models import User
from shouhou.support.knowledge.models import Article

MOST = 100
"""Answers given at once."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An article and how well it answers."""

    article: Article
    score: float


@dataclass(frozen=True, slots=True)
class Answers:
    """`relaxed` says in words what was done to a question that was not found whole; `words` are what to mark in the texts."""

    items: list[Answer]
    relaxed: str
    words: str
    has_more: bool


def answers(query: str, user: User, *, product_id: int | None = None, category_id: int | None = None, limit: int = 10, offset: int = 0,
            typing: bool = False) -> Answers:
    """What answers `query`, which may be a word, a code, or a whole letter, of what `user` may read.

    With `product_id` only articles of this product and those of none; with `category_id` only those of this category or one below it.
    `typing` takes the last word for a beginning. At most `MOST` at once.
    """
    readable = Article.objects.visible_to(user)
    if product_id is not None:
        readable = readable.filter(product=product_id) | readable.filter(product=None)
    if category_id is not None:
        readable = readable.filter(category=category_id) | readable.filter(category__parent=category_id)

    def may_see(kind: str, ids: list[int]) -> Collection[int]:
        return list(readable.filter(pk__in=ids).values_list("pk", flat=True))

    found = search.ranked(query, ["article"], may_see, limit=max(1, min(limit, MOST)), offset=max(0, offset), typing=typing)
    rows = readable.select_related("category", "product").defer("body").in_bulk([hit.id for hit in found.hits])
    items = [Answer(rows[hit.id], hit.score) for hit in found.hits if hit.id in rows]
    return Answers(items, found.relaxed, found.words, found.has_more)
