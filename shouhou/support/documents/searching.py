"""What of a document is searched: title, introduction and the words of its pages."""

from __future__ import annotations

from django.utils.translation import gettext_noop as word

from shouhou.foundation import search
from shouhou.support.documents.models import Document
from shouhou.support.shelf.verbs import next_ranked

search.declare(Document.NOUN, 5, word("文档"))


@search.ranked_source(Document.NOUN)
def documents(after: int) -> list[tuple[int, str, str, str]]:
    """The next documents, locked until the caller's transaction ends."""
    return next_ranked(Document, after)
