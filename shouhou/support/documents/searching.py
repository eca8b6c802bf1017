"""What of a document is searched: title, introduction and the words of its pages."""

from __future__ import annotations

from django.utils.translation import gettext_noop as word

from shouhou.foundation import search
from shouhou.support.documents.models import Document

search.declare("document", 5, word("文档"))
AT_ONCE = 100


def document(one: Document) -> tuple[int, str, str, str]:
    """A document as it is ranked: id, title, text, and names under which it is looked for beside its words."""
    names = (one.product, one.module, one.version)
    return one.pk, one.title, "\n".join(filter(None, [one.brief, one.plain.replace("\f", "\n")])), " ".join(str(name) for name in names if name is not None)


def put(one: Document) -> None:
    """Let a document be found as it stands now."""
    search.rank("document", *document(one))


def forget(document_id: int) -> None:
    """The document is gone."""
    search.unrank("document", document_id)


@search.ranked_source("document")
def documents(after: int) -> list[tuple[int, str, str, str]]:
    """The next documents, locked until the caller's transaction ends."""
    found = Document.objects.filter(pk__gt=after).select_for_update(of=("self",)).select_related("product", "module", "version").order_by("pk")[:AT_ONCE]
    return [document(one) for one in found]
