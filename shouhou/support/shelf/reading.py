"""Pieces of readers' pages that are the same for every kind: 下载, 收藏, what machines are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.next_page import local_path
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.files import blobs, names
from shouhou.foundation.files.serving import serve
from shouhou.foundation.ui.says import say
from shouhou.registry.agreements import may_download
from shouhou.support.shelf import verbs
from shouhou.support.shelf.models import Shelved
from shouhou.support.shelf.sealing import SAVE, holds, seal


def saving(user: User, rows: list[Any]) -> list[bool]:
    """Whether the person may save each of these; the rule is asked once a product."""
    decided: dict[int | None, bool] = {}
    for one in rows:
        if one.product_id not in decided:
            decided[one.product_id] = may_download(user, product=one.product_id).allowed
    return [decided[one.product_id] for one in rows]


def download(request: HttpRequest, one: Shelved) -> HttpResponse:
    """下载: who may gets an address that is good for some minutes; who may not reads why, and what to do."""
    user = reader(request)
    if request.method == "POST":
        try:
            verbs.download(one, by=user)
        except Refused:
            return HttpResponseRedirect(reverse(f"{one.NOUN}-download", args=[one.pk]))
        return HttpResponseRedirect(reverse(f"{one.NOUN}-file", args=[one.pk, seal(request, user, SAVE, one.file_id)]))  # type: ignore[attr-defined]
    return render(request, f"{one._meta.app_label}/portal/download.html", {
        one.NOUN: one, "saving": may_download(user, product=one.product_id), "may_apply": can(user, "joining.apply")})


def file(request: HttpRequest, one: Shelved, sealed: str) -> HttpResponseBase:
    """The file itself, for saving. The rule is asked again: the address alone is worth nothing."""
    user = reader(request)
    if not may_download(user, product=one.product_id).allowed or not holds(request, user, SAVE, one.file_id, sealed):  # type: ignore[attr-defined]
        raise Http404
    return saved(request, one)


def saved(request: HttpRequest, one: Shelved) -> HttpResponseBase:
    """The file as an answer."""
    place = blobs.there(one.file.sha256)
    if place is None:
        raise Http404
    ending = names.ending_of(one.file.name)
    name = names.cleaned(f"{one.title}.{ending}" if ending else one.title)
    return serve(request, place, mime="application/octet-stream", disposition=names.disposition(name, inline=False), etag=one.file.sha256[:32])


def favourite(request: HttpRequest, model: Any, pk: int, seen: Callable[[HttpRequest, int], Any], to: str) -> HttpResponseRedirect:
    """收藏, or with `undo=1` 取消收藏: also of one that has been withdrawn since. Back to the page this came from, else to the route `to`."""
    user = reader(request)
    if request.POST.get("undo") == "1":
        gone = get_object_or_404(model.objects.filter(favourites__user=user).distinct() | model.objects.visible_to(user).distinct(), pk=pk)
        verbs.unfavour(gone, by=user)
        say(request, _("已取消收藏。"))
    else:
        verbs.favour(seen(request, pk), by=user)
        say(request, _("已收藏。"))
    return back(request, to, pk)


def back(request: HttpRequest, to: str, pk: int) -> HttpResponseRedirect:
    """To the list or page this came from; only ever a page of ours."""
    return HttpResponseRedirect(local_path(request.POST.get("back", "")) or reverse(to, args=[pk]))


def facts(one: Shelved) -> dict[str, Any]:
    """What machines are told of each kind."""
    return {"id": one.pk, "title": one.title, "brief": one.brief, "category": one.category.name, "product": one.product.name if one.product else None,
            "module": one.module.name if one.module else None, "version": one.version.name if one.version else None,
            "published_on": one.published_on, "expires_on": one.expires_on, "edition": one.edition,
            "favourite_count": one.favourite_count, "download_count": one.download_count, "url": f"/{one._meta.app_label}/{one.pk}/"}


def published(model: Any, user: Any, product: int | None = None, category: int | None = None) -> Any:
    """What machines may read, of one product or category where these are given."""
    found = model.objects.visible_to(user).published().select_related("category", "product", "module", "version", "file").defer("plain")
    if product is not None:
        found = found.filter(product=product)
    if category is not None:
        found = found.filter(category=category) | found.filter(category__parent=category)
    return found
