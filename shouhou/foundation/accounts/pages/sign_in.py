"""登录 and 退出系统 (manual 000 §1.1 and §1.2)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouhou.foundation.accounts import gates, news, sign_in_hint, signing, visits
from shouhou.foundation.accounts.forms import SignIn
from shouhou.foundation.accounts.homes import home_of
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.next_page import local_path
from shouhou.foundation.accounts.passwords import too_long


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET shows the form, POST signs in and leads to `next` (a page of this site) or to the person's home.

    Answers 401 to a wrong name or password (one and the same page), 429 when a budget is spent, 400 to what cannot be one.
    """
    if "other" in request.GET and request.method == "GET":
        signing.release_username(request)
        return HttpResponseRedirect("/login")
    fixed = signing.fixed_username(request)
    onward = local_path(request.POST.get("next") or request.GET.get("next", ""))
    if request.method == "GET" and isinstance(request.user, User):
        return HttpResponseRedirect(onward or home_of(request.user))
    if too_long(request.POST.get("password", "")):
        form = SignIn(None, fixed=fixed, initial={"username": request.POST.get("username", "")[:64]})
        return _page(request, form, onward, 400, _("用户名或密码不对，请重新输入。"))
    form = SignIn(request.POST if request.method == "POST" else None, fixed=fixed)
    if request.method == "GET":
        return _page(request, form, onward)
    if not form.is_valid():
        return _page(request, form, onward, 400)
    try:
        user = signing.sign_in(request, form.cleaned_data["username"], form.cleaned_data["password"])
    except signing.SecondNeeded:
        return HttpResponseRedirect("/login/second/" + (f"?{urlencode({'next': onward})}" if onward else ""))
    except signing.NotAccepted as no:
        form.add_error(None, no.message)
        response = _page(request, form, onward, no.status)
        if no.wait:
            response.headers["Retry-After"] = str(no.wait)
        return response
    return let_in(request, user, onward)


def let_in(request: HttpRequest, user: User, onward: str) -> HttpResponse:
    """The answer to whoever has just signed in: on to the page asked for, with the cookies of the person."""
    place = gates.standing(request)
    if place and onward:
        place += "?" + urlencode({"next": onward})
    response = HttpResponseRedirect("/password/" if request.session.get(signing.MUST_CHANGE) else place or onward or home_of(user))
    signing.remember_device(response, user)
    if user.language:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, max_age=31536000, samesite="Lax",
                            secure=settings.SESSION_COOKIE_SECURE)
    return response


def _page(request: HttpRequest, form: SignIn, onward: str, status: int = 200, message: str = "") -> HttpResponse:
    return render(request, "accounts/sign_in.html", {
        "form": form, "next": onward, "hint": sign_in_hint.current(), "message": message,
        "fixed": signing.fixed_username(request),
    }, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST ends the session. GET only asks, so that no picture on another site can sign anybody out."""
    if request.method == "GET":
        return render(request, "accounts/sign_out.html") if request.user.is_authenticated else HttpResponseRedirect("/login")
    if isinstance(request.user, User):
        news.tell("signed_out", request.user)
        visits.forget(request)
    auth.logout(request)
    return HttpResponseRedirect("/login", headers={"Clear-Site-Data": '"cache", "storage"'})  # pages and drafts kept by the browser go too
