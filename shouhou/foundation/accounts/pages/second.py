"""The second step of signing in, and 两步验证 in the 个人中心."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouhou.foundation.accounts import passkeys, second, signing
from shouhou.foundation.accounts.models import OneTimeCode, Passkey, RecoveryCode, User
from shouhou.foundation.accounts.next_page import local_path
from shouhou.foundation.accounts.pages.sign_in import let_in
from shouhou.foundation.accounts.proving import freshly
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui import brand
from shouhou.foundation.ui.says import say

OFFERED = "one_time_secret"
HERE = "/me/second-factor/"
LARGEST = 20_000


@never_cache
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest) -> HttpResponse:
    """After the password: six digits, a code on paper, or a passkey. Whoever gave no password here is sent to do so."""
    user = second.waiting(request)
    onward = local_path(request.POST.get("next") or request.GET.get("next", ""))
    if user is None:
        return HttpResponseRedirect("/login")
    wrong, status = "", 200
    if request.method == "POST":
        try:
            second.check(user, request.POST.get("code", ""))
        except second.Wrong as no:
            wrong, status = str(no), 429 if no.wait else 401
        else:
            signing.enter(request, user, how="code")
            return let_in(request, user, onward)
    return render(request, "accounts/second.html", {
        "next": onward, "wrong": wrong, "has_codes": OneTimeCode.objects.filter(user=user).exists(),
        "has_passkeys": Passkey.objects.filter(user=user).exists()}, status=status)


@never_cache
@require_POST
def step_challenge(request: HttpRequest) -> JsonResponse:
    """What the browser has to sign."""
    user = second.waiting(request)
    if user is None:
        return _no(_("登录已过期，请重新输入密码。"), 401)
    try:
        return JsonResponse(passkeys.ask_proof(request, user))
    except second.Wrong as no:
        return _no(str(no))


@never_cache
@require_POST
def step_passkey(request: HttpRequest) -> HttpResponse:
    """What the browser signed. Answers {"url"}: where to go on."""
    user = second.waiting(request)
    if user is None:
        return _no(_("登录已过期，请重新输入密码。"), 401)
    try:
        second.take_try(user)
        passkeys.check(request, user, _json(request))
    except second.Wrong as no:
        return _no(str(no), 429 if no.wait else 401)
    signing.enter(request, user, how="passkey")
    response = JsonResponse({"url": "/"})
    onward = let_in(request, user, local_path(request.GET.get("next", "")))
    response.content = json.dumps({"url": onward.headers["Location"]}).encode()
    response.cookies = onward.cookies
    return response


@never_cache
@require_GET
def settings(request: HttpRequest) -> HttpResponse:
    """What is asked beside the password."""
    return _page(request, reader(request))


@never_cache
@require_POST
@freshly
def codes(request: HttpRequest) -> HttpResponse:
    """Without `code`: a new secret to scan. With it: the app shows the right code, it is on."""
    user = reader(request)
    secret: Any = request.session.get(OFFERED, "")
    if not request.POST.get("code") or not secret:
        secret = request.session[OFFERED] = second.new_secret()
        return _offer(request, user, secret)
    try:
        paper = second.turn_on_codes(user, secret, request.POST["code"])
    except second.Wrong as no:
        return _offer(request, user, secret, str(no))
    request.session.pop(OFFERED, None)
    if paper:
        return render(request, "accounts/paper.html", {"paper": paper})
    say(request, _("验证器应用已启用。"))
    return HttpResponseRedirect(HERE)


@never_cache
@require_POST
@freshly
def removal(request: HttpRequest) -> HttpResponse:
    """No code of the app any more; with `passkey`, that passkey no more."""
    user = reader(request)
    which = request.POST.get("passkey", "")
    key = get_object_or_404(Passkey, pk=int(which), user=user) if which.isdecimal() and len(which) < 19 else None
    second.turn_off(user, passkey=key)
    say(request, _("已移除。"))
    return HttpResponseRedirect(HERE)


@never_cache
@require_POST
@freshly
def paper(request: HttpRequest) -> HttpResponse:
    """Other codes for paper."""
    user = reader(request)
    if not User.objects.filter(pk=user.pk, has_second_factor=True).exists():
        return HttpResponseRedirect(HERE)
    return render(request, "accounts/paper.html", {"paper": second.new_paper(user)})


@never_cache
@require_POST
@freshly
def passkey_challenge(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a key."""
    try:
        return JsonResponse(passkeys.ask_new(request, reader(request)))
    except second.Wrong as no:
        return _no(str(no))


@never_cache
@require_POST
@freshly
def new_passkey(request: HttpRequest) -> HttpResponse:
    """The key that the browser made, `?name=` as the person calls it. Answers {"url"}, with codes for paper when it is the first proof."""
    user = reader(request)
    try:
        codes_for_paper = second.keep_passkey(user, passkeys.made(request, _json(request), request.GET.get("name", "").strip().replace("\x00", "")))
    except second.Wrong as no:
        return _no(str(no))
    say(request, _("通行密钥已登记。"))
    return JsonResponse({"url": HERE, "paper": codes_for_paper})


def _page(request: HttpRequest, user: User) -> HttpResponse:
    return render(request, "accounts/second_settings.html", {
        "code": OneTimeCode.objects.filter(user=user).first(), "passkeys": list(Passkey.objects.filter(user=user).order_by("id")),
        "left": RecoveryCode.objects.filter(user=user, used_at=None).count(), "is_on": user.has_second_factor})


def _offer(request: HttpRequest, user: User, secret: str, wrong: str = "") -> HttpResponse:
    address = second.address(user, secret, brand.current().short or "Shouhou")
    import segno  # only this page draws codes

    picture = segno.make(address, error="m", micro=False).png_data_uri(scale=5, border=2)
    shown = " ".join(secret[n:n + 4] for n in range(0, len(secret), 4))
    return render(request, "accounts/second_codes.html", {"picture": picture, "secret": shown, "wrong": wrong}, status=400 if wrong else 200)


def _json(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the body. Raises `Wrong` for anything else."""
    try:
        body = json.loads(request.body) if int(request.headers.get("Content-Length") or 0) <= LARGEST else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise second.Wrong(_("没有通过验证，请再试一次。"))
    return body


def _no(sentence: str, status: int = 400) -> JsonResponse:
    return JsonResponse({"message": sentence}, status=status)
