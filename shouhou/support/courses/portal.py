"""在线课堂 for readers: the list with words and the product tree (LC-9), the player, 收藏, 下载 for VIP."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Window
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouhou.foundation.access import allow, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.files import blobs, pictures
from shouhou.foundation.files.serving import asked_range, serve
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.search import highlight
from shouhou.registry.agreements import may_download
from shouhou.support.courses import actions
from shouhou.support.courses.models import Course, Favourite
from shouhou.support.knowledge.finder import Finder, finder
from shouhou.support.knowledge.portal import tree_of
from shouhou.support.shelf import reading
from shouhou.support.shelf.finding import best
from shouhou.support.shelf.sealing import PLAY, holds, seal

AROUND, SIZE = 60, 20
MOST_AT_ONCE = 1 << 20
"""Bytes of a film that one answer brings; the player asks for the next when it needs them."""


@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """The list, newest first; with words the best answers first."""
    user = reader(request)
    asked = finder(request, user)
    lines, relaxed, pager = found(asked, user) if asked.words else newest(asked, user)
    for line, may_save in zip(lines, reading.saving(user, [line["course"] for line in lines]), strict=True):
        line |= {"is_kept": line["course"].is_kept, "may_save": may_save}
    return render(request, "courses/portal/list.html", {
        "finder": asked, "lines": lines, "relaxed": relaxed, "pager": pager, "categories": tree_of(asked), "products": asked.products(user)})


def newest(asked: Finder, user: User) -> tuple[list[dict[str, Any]], str, dict[str, str]]:
    rows = asked.narrow(Course.objects.visible_to(user).published()).annotate(is_kept=kept_by(user), total=Window(Count("pk")))
    start = (asked.page - 1) * SIZE
    shown = list(rows.select_related("product").defer("plain", "brief").order_by("-published_on", "-pk")[start : start + SIZE + 1])
    return [{"course": one, "title": one.title, "excerpt": ""} for one in shown[:SIZE]], "", asked.pager(shown[0].total if shown else 0, len(shown) > SIZE)


def kept_by(user: User) -> Exists:
    """Whether the person keeps a class."""
    return Exists(Favourite.objects.filter(course=OuterRef("pk"), user=user))


def found(asked: Finder, user: User) -> tuple[list[dict[str, Any]], str, dict[str, str]]:
    answers = best(asked.narrow(Course.objects.visible_to(user).published()), asked.words, limit=SIZE, offset=(asked.page - 1) * SIZE)
    kept = set(Favourite.objects.filter(user=user, course__in=[one.pk for one in answers.items]).values_list("course", flat=True))
    for one in answers.items:
        one.is_kept = one.pk in kept  # type: ignore[attr-defined]
    lines = [{"course": one, "title": highlight(one.title, answers.words), "excerpt": highlight(one.plain or one.brief, answers.words, around=AROUND)}
             for one in answers.items]
    return lines, answers.relaxed, asked.pager(None, answers.has_more)


def seen(request: HttpRequest, pk: int) -> Course:
    """The class for this reader; 404 where there is none for him. Who edits may look at it before it is published."""
    rows = Course.objects.visible_to(request.user).select_related("category__parent", "product", "module", "version", "file", "film", "poster", "captions")
    one: Course = get_object_or_404(rows.defer("plain").annotate(is_kept=kept_by(reader(request))), pk=pk)
    return one


@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """One class with its player, which goes on where the person stopped the last time. A playing counts when it begins, not here."""
    user, one = reader(request), seen(request, pk)
    second = actions.open_course(one, by=user) if one.is_published else 0
    answer = render(request, "courses/portal/course.html", {
        "course": one, "second": second, "source": playing(request, user, one) if one.is_shown else "", "mime": one.film.mime if one.film else "",
        "is_kept": getattr(one, "is_kept", False), "saving": may_download(user, product=one.product_id),
        "may_edit": can(user, "courses.edit")})
    answer["Cache-Control"] = "no-store"
    return answer


def playing(request: HttpRequest, user: User, one: Course) -> str:
    """Where the player gets the bytes for some hours, in this session alone."""
    return reverse("course-bytes", args=[one.pk, seal(request, user, PLAY, one.film_id or 0)])


@require_safe
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """A new address when the player's own has become old: {url}."""
    user, one = reader(request), seen(request, pk)
    if not one.is_shown:
        raise Http404
    answer = JsonResponse({"url": playing(request, user, one)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD"])
def view(request: HttpRequest, pk: int, sealed: str) -> HttpResponseBase:
    """Some bytes of the film for the player: only ranges, a few at a time, only to who got the address, and never to a tab of its own."""
    user, one = reader(request), seen(request, pk)
    if not one.is_shown or one.film is None or not holds(request, user, PLAY, one.film.pk, sealed):
        raise Http404
    if request.headers.get("Sec-Fetch-Dest", "video") != "video" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return HttpResponse(_("视频只能在播放页面里打开。"), status=403, content_type="text/plain; charset=utf-8")
    wanted = asked_range(request.headers.get("Range", ""), one.film.size)
    if request.method == "GET" and wanted is None:
        return HttpResponse(_("视频只能在播放页面里播放，不能整份读取。"), status=403, content_type="text/plain; charset=utf-8")
    place = blobs.there(one.film.sha256)
    if place is None:
        raise Http404
    answer = serve(request, place, mime=one.film.mime, disposition="inline", etag=one.film.sha256[:32] + "-p", most=MOST_AT_ONCE)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def poster(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The poster, painted anew: small for lists (`?small`), larger for the player."""
    one = seen(request, pk)
    found = pictures.shown(one.poster.sha256, small="small" in request.GET) if one.poster and blobs.there(one.poster.sha256) else None
    if found is None:
        raise Http404
    place, mime = found
    return serve(request, place, mime=mime, disposition="inline", etag=f"{place.name[:32]}{'-s' if 'small' in request.GET else ''}")


@require_safe
def captions(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The captions for the player."""
    one = seen(request, pk)
    place = blobs.there(one.captions.sha256) if one.captions else None
    if place is None or one.captions is None:
        raise Http404
    return serve(request, place, mime="text/vtt; charset=utf-8", disposition="inline", etag=one.captions.sha256[:32])


@require_POST
def played(request: HttpRequest, pk: int) -> HttpResponse:
    """The film has begun, or has come to `second`."""
    one = seen(request, pk)
    if one.is_published and one.is_shown:
        actions.play(one, by=reader(request), second=number_in(request.POST.get("second", "")) or 0)
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """下载, or why not."""
    return reading.download(request, seen(request, pk))


@require_http_methods(["GET", "HEAD"])
def file(request: HttpRequest, pk: int, sealed: str) -> HttpResponseBase:
    """The file itself, for saving."""
    return reading.file(request, seen(request, pk), sealed)


@require_POST
def favourite(request: HttpRequest, pk: int) -> HttpResponse:
    """收藏, or with `undo=1` 取消收藏."""
    return reading.favourite(request, Course, pk, seen, "course")


urlpatterns = [
    path("courses/", allow("courses.read", courses), name="courses"),
    path("courses/<int:pk>/", allow("courses.read", course), name="course"),
    path("courses/<int:pk>/address/", allow("courses.read", address), name="course-address"),
    path("courses/<int:pk>/poster/", allow("courses.read", poster), name="course-poster"),
    path("courses/<int:pk>/captions/", allow("courses.read", captions), name="course-captions"),
    path("courses/<int:pk>/played/", allow("courses.read", played), name="course-played"),
    path("courses/<int:pk>/bytes/<str:sealed>", allow("courses.read", view), name="course-bytes"),
    path("courses/<int:pk>/download/", allow("courses.read", download), name="course-download"),
    path("courses/<int:pk>/file/<str:sealed>", allow("courses.read", file), name="course-file"),
    path("courses/<int:pk>/favourite/", allow("courses.read", favourite), name="course-favourite"),
]
