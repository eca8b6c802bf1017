"""On which pages of a document some words stand."""

from __future__ import annotations

from shouhou.foundation.search.tokens import fold
from shouhou.support.documents.models import Document
from shouhou.support.documents.rendering import PAGE

MOST_PLACES = 500
"""Places in one document that a search tells."""


def pages_with(document: Document, words: str) -> list[tuple[int, int]]:
    """The pages on which these words stand as they are typed, case and width aside: (page from 1, how often)."""
    wanted = "".join(fold(words).split())
    if not wanted:
        return []
    counted = ((number, "".join(fold(page).split()).count(wanted)) for number, page in enumerate(document.plain.split(PAGE), 1))
    return [(number, count) for number, count in counted if count][:MOST_PLACES]
