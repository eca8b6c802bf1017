"""Learning who holds the phone: WeChat's 网页授权 (OAuth, snsapi_base). Nobody is signed in by it."""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.channels.wechat.account import binding_url
from shouhou.channels.wechat.client import Client, Declined, NotReached
from shouhou.channels.wechat.models import Account, AuthorizationState
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.sources import household, source_of

BROWSER, OPENID = "wechat_browser", "wechat_openid"
TRIP = timedelta(minutes=10)
HELD = 1800
"""Seconds this browser counts as that WeChat user's."""


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def is_in_wechat(request: HttpRequest) -> bool:
    """Whether the page is open inside WeChat, which alone can answer who its user is."""
    return "MicroMessenger" in request.headers.get("User-Agent", "")


def openid_here(request: HttpRequest) -> str:
    """The WeChat user of this browser, learnt within the last half hour; "" when nobody is known."""
    known = request.session.get(OPENID, {})
    return str(known["openid"]) if known and known["until"] > time.time() else ""


def begin(request: HttpRequest, account: Account) -> str:
    """WeChat's address to send this browser to. Raises `throttle.Spent` when too many set out from here."""
    throttle.take(throttle.Budget(f"wechat:trip:{household(source_of(request))}", 120, 900), throttle.Budget("wechat:trip:all", 3000, 900))
    browser = request.session.setdefault(BROWSER, secrets.token_urlsafe(24))
    state = secrets.token_urlsafe(24)
    AuthorizationState.objects.create(digest=digest(state), browser=digest(browser), expires_at=timezone.now() + TRIP)
    back = quote(binding_url() + "return/", safe="")
    return (f"{account.open_base}/connect/oauth2/authorize?appid={account.appid}&redirect_uri={back}&response_type=code"
            f"&scope=snsapi_base&state={state}#wechat_redirect")


def finish(request: HttpRequest, account: Account) -> None:
    """Back from WeChat: whose phone this is. The state must be this browser's, and is good once; so is the code (rows 35, 36)."""
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    mine = AuthorizationState.objects.filter(digest=digest(state), browser=digest(request.session.get(BROWSER, "")), expires_at__gt=timezone.now())
    if not mine.delete()[0] or not 1 <= len(code) <= 512:
        raise Refused(_("这个链接已经用过或已过期，请重新扫描二维码。"))
    try:
        openid = Client(account).openid_of(code)
    except Declined:
        raise Refused(_("微信没有确认您的身份，请重新扫描二维码。")) from None
    except NotReached:
        raise Refused(_("暂时连不上微信服务器，请稍后重试。")) from None
    request.session.cycle_key()
    request.session[OPENID] = {"openid": openid, "until": time.time() + HELD}
