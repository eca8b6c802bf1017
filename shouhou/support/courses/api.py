"""Classes for machines."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from shouhou.foundation.accounts.models import User
from shouhou.foundation.api import needs
from shouhou.foundation.api.paging import MOST, Page, paged
from shouhou.support.courses import actions
from shouhou.support.courses.models import Course
from shouhou.support.courses.portal import saved

router = Router()


def shown(one: Course) -> dict[str, Any]:
    """A class in a list."""
    return {"id": one.pk, "title": one.title, "brief": one.brief, "category": one.category.name, "product": one.product.name if one.product else None,
            "module": one.module.name if one.module else None, "version": one.version.name if one.version else None,
            "published_on": one.published_on, "expires_on": one.expires_on, "edition": one.edition, "seconds": one.seconds, "is_shown": one.is_shown,
            "play_count": one.play_count, "favourite_count": one.favourite_count, "download_count": one.download_count, "url": f"/courses/{one.pk}/"}


def rows(user: Any) -> Any:
    return Course.objects.visible_to(user).published().select_related("category", "product", "module", "version", "file").defer("plain")


@router.get("", response=Page, summary="课程列表")
@needs("courses.read")
def every(request: HttpRequest, limit: int = Query(50, ge=1, le=MOST), cursor: str = Query("", max_length=200),
          product: int | None = Query(None, ge=1, le=2**62), category: int | None = Query(None, ge=1, le=2**62)) -> dict[str, Any]:
    """Published classes the caller may read, the newest first."""
    found = rows(request.user)
    if product is not None:
        found = found.filter(product=product)
    if category is not None:
        found = found.filter(category=category) | found.filter(category__parent=category)
    return paged(found, show=shown, limit=limit, cursor=cursor)


@router.get("/{int:course}", summary="一个课程")
@needs("courses.read")
def one(request: HttpRequest, course: int) -> dict[str, Any]:
    """One class."""
    return shown(get_object_or_404(rows(request.user), pk=course))


@router.get("/{int:course}/file", summary="下载视频")
@needs("courses.read")
def file(request: HttpRequest, course: int) -> HttpResponseBase:
    """The file, by the same rule as in the portal: VIP customers and staff. Each download is noted."""
    found = get_object_or_404(rows(request.user), pk=course)
    assert isinstance(request.user, User)
    actions.download(found, by=request.user)
    return saved(request, found)
