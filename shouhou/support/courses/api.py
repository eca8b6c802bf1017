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
from shouhou.support.shelf.reading import facts, published, saved

router = Router()


def shown(one: Course) -> dict[str, Any]:
    """A class in a list."""
    return {**facts(one), "seconds": one.seconds, "is_shown": one.is_shown, "play_count": one.play_count}


@router.get("", response=Page, summary="课程列表")
@needs("courses.read")
def every(request: HttpRequest, limit: int = Query(50, ge=1, le=MOST), cursor: str = Query("", max_length=200),
          product: int | None = Query(None, ge=1, le=2**62), category: int | None = Query(None, ge=1, le=2**62)) -> dict[str, Any]:
    """Published classes the caller may read, the newest first."""
    return paged(published(Course, request.user, product, category), show=shown, limit=limit, cursor=cursor)


@router.get("/{int:course}", summary="一个课程")
@needs("courses.read")
def one(request: HttpRequest, course: int) -> dict[str, Any]:
    """One class."""
    return shown(get_object_or_404(published(Course, request.user), pk=course))


@router.get("/{int:course}/file", summary="下载视频")
@needs("courses.read")
def file(request: HttpRequest, course: int) -> HttpResponseBase:
    """The file, by the same rule as in the portal: VIP customers and staff. Each download is noted."""
    found = get_object_or_404(published(Course, request.user), pk=course)
    assert isinstance(request.user, User)
    actions.download(found, by=request.user)
    return saved(request, found)
