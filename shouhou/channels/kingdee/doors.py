"""Where the links lead."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shouhou.channels.kingdee.arriving import by_k3, by_own_link
from shouhou.foundation.access import PUBLIC, Refused, allow
from shouhou.foundation.accounts.next_page import local_path
from shouhou.foundation.accounts.signing import fix_username, release_username


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """A plain page with the sentence and the way to the ordinary sign-in."""
    return render(request, "kingdee/refused.html", {"message": sentence}, status=401)


def let_in(request: HttpRequest, username: str, target: str = "") -> HttpResponse:
    """The browser may now sign in as this user only; whoever else was signed in here no longer is.

    `target` is the page to open after the password; only a page of this site is.
    """
    release_username(request)
    if request.user.is_authenticated and request.user.get_username() != username:
        logout(request)
    fix_username(request, username, "kingdee")
    onward = local_path(target)
    return HttpResponseRedirect("/login" + (f"?{urlencode({'next': onward})}" if onward else ""))


@never_cache
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """/sso/link?app=…&user=…[&t=…&n=…]&to=…&sign=…"""
    given = {name: request.GET.get(name, "") for name in ("app", "user", "t", "n", "sign", "to")}
    try:
        username = by_own_link(given["app"], given["user"], given["t"], given["n"], given["sign"], given["to"])
    except Refused as no:
        return refused(request, no.message)
    return let_in(request, username, given["to"])


@never_cache
@require_GET
def k3(request: HttpRequest) -> HttpResponse:
    """/sso/k3?ud=…"""
    try:
        username = by_k3(request.GET.get("ud", ""))
    except Refused as no:
        return refused(request, no.message)
    return let_in(request, username)


urlpatterns = [path("sso/link", allow(PUBLIC, own), name="kingdee-link"), path("sso/k3", allow(PUBLIC, k3), name="kingdee-k3")]
