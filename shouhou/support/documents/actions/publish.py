"""发布 and 取消发布."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.documents.models import Document


@transaction.atomic
def publish(document: Document, *, by: User | None) -> Document:
    """Readers see it from its 发布日期 on, which is today unless another day was chosen."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if document.is_published:
        raise Refused(_("“%s”已经发布。") % document.title)
    document.state, document.published_on = Document.State.PUBLISHED, document.published_on or timezone.localdate()
    document.save(update_fields=["state", "published_on", "sort_key"])
    record("document.published", document, by=by, edition=document.edition)
    return document


@transaction.atomic
def withdraw(document: Document, *, by: User | None) -> Document:
    """取消发布: readers no longer see it."""
    document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if not document.is_published:
        raise Refused(_("“%s”还没有发布。") % document.title)
    document.state = Document.State.PENDING
    document.save(update_fields=["state", "sort_key"])
    record("document.withdrawn", document, by=by, edition=document.edition)
    return document
