"""Documents for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from shouhou.foundation.accounts.models import User
from shouhou.foundation.api import needs
from shouhou.foundation.api.paging import MOST, Page, paged
from shouhou.support.documents import actions
from shouhou.support.documents.models import Document
from shouhou.support.shelf.reading import facts, published, saved

router = Router()


def shown(one: Document) -> dict[str, Any]:
    """A document in a list."""
    return {**facts(one), "pages": one.pages, "is_shown": one.is_shown, "read_count": one.read_count}


@router.get("", response=Page, summary="文档列表")
@needs("documents.read")
def every(request: HttpRequest, limit: int = Query(50, ge=1, le=MOST), cursor: str = Query("", max_length=200),
          product: int | None = Query(None, ge=1, le=2**62), category: int | None = Query(None, ge=1, le=2**62)) -> dict[str, Any]:
    """Published documents the caller may read, the newest first."""
    return paged(published(Document, request.user, product, category), show=shown, limit=limit, cursor=cursor)


@router.get("/{int:document}", summary="一个文档")
@needs("documents.read")
def one(request: HttpRequest, document: int) -> dict[str, Any]:
    """One document."""
    return shown(get_object_or_404(published(Document, request.user), pk=document))


@router.get("/{int:document}/file", summary="下载文档")
@needs("documents.read")
def file(request: HttpRequest, document: int) -> HttpResponseBase:
    """The file, by the same rule as in the portal: VIP customers and staff. Each download is noted."""
    found = get_object_or_404(published(Document, request.user), pk=document)
    assert isinstance(request.user, User)
    actions.download(found, by=request.user)
    return saved(request, found)
