"""文档中心 for readers: the list with words and the product tree (LC-8), the viewer, 收藏, 下载 for VIP."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouhou.foundation.access import allow, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.files import blobs
from shouhou.foundation.files.serving import asked_range, serve
from shouhou.foundation.search import highlight
from shouhou.registry.agreements import may_download
from shouhou.support.documents import actions
from shouhou.support.documents.finding import pages_with
from shouhou.support.documents.models import Document, Favourite
from shouhou.support.knowledge.finder import SIZE, Finder, finder
from shouhou.support.knowledge.portal import tree_of
from shouhou.support.shelf import reading
from shouhou.support.shelf.finding import best
from shouhou.support.shelf.sealing import VIEW, holds, seal

AROUND = 60
MOST_AT_ONCE = 1 << 20
"""Bytes of a document that one request of the viewer may ask for."""


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """The list, newest first; with words the best answers first."""
    user = reader(request)
    asked = finder(request, user)
    lines, relaxed, pager = found(asked, user) if asked.words else newest(asked, user)
    kept = set(Favourite.objects.filter(user=user, document__in=[line["document"].pk for line in lines]).values_list("document", flat=True))
    for line, may_save in zip(lines, reading.saving(user, [line["document"] for line in lines]), strict=True):
        line |= {"is_kept": line["document"].pk in kept, "may_save": may_save}
    return render(request, "documents/portal/list.html", {
        "finder": asked, "lines": lines, "relaxed": relaxed, "pager": pager, "categories": tree_of(asked), "products": asked.products(user)})


def newest(asked: Finder, user: User) -> tuple[list[dict[str, Any]], str, dict[str, str]]:
    rows = asked.narrow(Document.objects.visible_to(user).published())
    start = (asked.page - 1) * SIZE
    shown = list(rows.select_related("product", "module", "version").defer("plain", "brief").order_by("-published_on", "-pk")[start : start + SIZE + 1])
    return [{"document": one, "title": one.title, "excerpt": ""} for one in shown[:SIZE]], "", asked.pager(rows.count(), len(shown) > SIZE)


def found(asked: Finder, user: User) -> tuple[list[dict[str, Any]], str, dict[str, str]]:
    answers = best(asked.narrow(Document.objects.visible_to(user).published()), asked.words, limit=SIZE, offset=(asked.page - 1) * SIZE)
    lines = [{"document": one, "title": highlight(one.title, answers.words), "excerpt": highlight(one.plain or one.brief, answers.words, around=AROUND)}
             for one in answers.items]
    return lines, answers.relaxed, asked.pager(None, answers.has_more)


def seen(request: HttpRequest, pk: int) -> Document:
    """The document for this reader; 404 where there is none for him. Who edits may look at it before it is published."""
    rows = Document.objects.visible_to(request.user).select_related("category__parent", "product", "module", "version", "file", "rendition")
    one: Document = get_object_or_404(rows.defer("plain"), pk=pk)
    return one


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One document in the viewer; a reading counts once a person and day."""
    user, one = reader(request), seen(request, pk)
    if one.is_published:
        actions.read(one, by=user)
        one.refresh_from_db(fields=["read_count"])
    return render(request, "documents/portal/document.html", {
        "document": one, "most": MOST_AT_ONCE,
        "is_kept": Favourite.objects.filter(document=one, user=user).exists(), "saving": may_download(user, product=one.product_id),
        "may_edit": can(user, "documents.edit")})


@require_safe
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the viewer gets the bytes for a while: {url, size}."""
    user, one = reader(request), seen(request, pk)
    if not one.is_shown or one.rendition is None:
        raise Http404
    answer = JsonResponse({"url": reverse("document-bytes", args=[pk, seal(request, user, VIEW, one.rendition.pk)]), "size": one.rendition.size})
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD"])
def view(request: HttpRequest, pk: int, sealed: str) -> HttpResponseBase:
    """Some bytes of the PDF for the viewer's page: only ranges, only a few at a time, only to who got the address, and never to a tab of its own."""
    user, one = reader(request), seen(request, pk)
    if not one.is_shown or one.rendition is None or not holds(request, user, VIEW, one.rendition.pk, sealed):
        raise Http404
    if request.headers.get("Sec-Fetch-Dest", "empty") != "empty" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return HttpResponse(_("文档只能在查看页面里打开。"), status=403, content_type="text/plain; charset=utf-8")
    wanted = asked_range(request.headers.get("Range", ""), one.rendition.size)
    if request.method == "GET" and (wanted is None or (isinstance(wanted, tuple) and wanted[1] - wanted[0] >= MOST_AT_ONCE)):
        return HttpResponse(_("文档只能逐页查看，不能整份读取。"), status=403, content_type="text/plain; charset=utf-8")
    place = blobs.there(one.rendition.sha256)
    if place is None:
        raise Http404
    answer = serve(request, place, mime="application/octet-stream", disposition="inline", etag=one.rendition.sha256[:32] + "-v")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """The pages of the document on which `q` stands: {pages: [[number, how often]], total}."""
    one: Document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    pages = pages_with(one, request.GET.get("q", "").replace("\0", "")[:100])
    return JsonResponse({"pages": pages, "total": sum(count for _number, count in pages), "is_read": bool(one.plain)})


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
    return reading.favourite(request, Document, pk, seen, "document")


urlpatterns = [
    path("documents/", allow("documents.read", documents), name="documents"),
    path("documents/<int:pk>/", allow("documents.read", document), name="document"),
    path("documents/<int:pk>/address/", allow("documents.read", address), name="document-address"),
    path("documents/<int:pk>/places/", allow("documents.read", places), name="document-places"),
    path("documents/<int:pk>/bytes/<str:sealed>", allow("documents.read", view), name="document-bytes"),
    path("documents/<int:pk>/download/", allow("documents.read", download), name="document-download"),
    path("documents/<int:pk>/file/<str:sealed>", allow("documents.read", file), name="document-file"),
    path("documents/<int:pk>/favourite/", allow("documents.read", favourite), name="document-favourite"),
]
