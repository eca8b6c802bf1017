"""What a reader does with a document: read it, keep it, save it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.agreements import may_download
from shouhou.support.documents.models import Document, Favourite, Reading


@transaction.atomic
def read(document: Document, *, by: User) -> None:
    """Count a reading, once a person and day; the time is that of the last one, for 我的足迹."""
    now = timezone.now()
    _reading, is_new = Reading.objects.update_or_create(document=document, user=by, day=timezone.localdate(now), defaults={"at": now})
    if is_new:
        Document.objects.filter(pk=document.pk).update(read_count=F("read_count") + 1)


@transaction.atomic
def favour(document: Document, *, by: User) -> None:
    """收藏; once is enough."""
    _favourite, is_new = Favourite.objects.get_or_create(document=document, user=by)
    if is_new:
        Document.objects.filter(pk=document.pk).update(favourite_count=F("favourite_count") + 1)


@transaction.atomic
def unfavour(document: Document, *, by: User) -> None:
    """取消收藏."""
    gone, _by_model = Favourite.objects.filter(document=document, user=by).delete()
    if gone:
        Document.objects.filter(pk=document.pk).update(favourite_count=F("favourite_count") - 1)


@transaction.atomic
def download(document: Document, *, by: User) -> None:
    """Let the person save the file: 只有VIP用户才能下载文档. Counted and noted with who and which edition. Raises `Refused` with what to do."""
    found = may_download(by, product=document.product_id)
    if not found.allowed:
        raise Refused(found.reason)
    Document.objects.filter(pk=document.pk).update(download_count=F("download_count") + 1)
    record("document.downloaded", document, by=by, edition=document.edition, organization=found.organization)
