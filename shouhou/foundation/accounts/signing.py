"""Signing in: one way to try a user name and a password, whatever page asks for them.

The order matters: budgets first, then one hash on a bounded pool, the same for a name that exists and one that does not.
"""

from __future__ import annotations

import logging
import secrets
from hashlib import sha256

from django.conf import settings
from django.contrib import auth
from django.core import signing as seals
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from shouhou.foundation.accounts import gates, hashing, news, proving, rules, second, throttle, visits
from shouhou.foundation.accounts.lightly import lightly
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.passwords import too_long
from shouhou.foundation.accounts.sources import household, neighbourhood, source_of
from shouhou.foundation.accounts.throttle import Budget
from shouhou.foundation.kit.text import normal_key

log = logging.getLogger("shouhou.sign_in")
FIXED = "fixed_username"
MUST_CHANGE = "must_change_password"
DEVICE = "device"
DEVICE_DAYS = 180
QUARTER, HOUR = 900, 3600


class NotAccepted(Exception):
    """Nobody was signed in. `message` is a sentence, `status` of HTTP, `wait` seconds until another try makes sense."""

    def __init__(self, message: str, status: int, wait: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.wait = wait


def fix_username(request: HttpRequest, username: str, source: str) -> None:
    """Let only `username` sign in from this browser until it is released; `source` says who vouched (`kingdee`).

    Somebody else who is signed in here is signed out first. The password is still asked.
    """
    if request.user.is_authenticated and normal_key(request.user.get_username()) != normal_key(username):
        auth.logout(request)
    request.session[FIXED] = {"username": username, "source": source}


def fixed_username(request: HttpRequest) -> str:
    """The only user name that may sign in from this browser; "" when any may."""
    return str(request.session.get(FIXED, {}).get("username", ""))


def release_username(request: HttpRequest) -> None:
    """Let any user name sign in from this browser again."""
    request.session.pop(FIXED, None)


def verify(request: HttpRequest, username: str, password: str) -> User:
    """The enabled person of this user name and password, without signing in. Raises `NotAccepted`."""
    user, budgets = _checked(request, username, password)
    _was_right(budgets)
    return user


def _checked(request: HttpRequest, username: str, password: str) -> tuple[User, list[Budget]]:
    """The same, and the budgets that were touched."""
    if too_long(password) or len(username) > 256 or "\x00" in username + password:
        raise NotAccepted(_("用户名或密码不对，请重新输入。"), 400)
    source = source_of(request)
    budgets = _budgets(request, normal_key(username), source)
    try:
        throttle.take(*budgets)
    except throttle.Spent as spent:
        log.warning("refused before hashing: budget %s is spent", spent.key)
        sentence = _("尝试次数过多，请在 %s 后再试。忘记密码请联系单位管理员或实施顾问重置。") % _length(spent.seconds)
        raise NotAccepted(sentence, 429, spent.seconds) from None
    try:
        with hashing.core():
            user = auth.authenticate(request, username=username, password=password)
    except hashing.Busy:
        throttle.give_back(*budgets)
        raise NotAccepted(_("现在登录的人较多，请过几秒再试一次。"), 503, 3) from None
    if not isinstance(user, User):
        log.info("wrong user name or password from %s", source)
        raise NotAccepted(_("用户名或密码不对，请重新输入。"), 401)
    return user, budgets


def _was_right(budgets: list[Budget]) -> None:
    with lightly():
        throttle.forget(budgets[0].key)
        throttle.give_back(*budgets[1:])


class SecondNeeded(Exception):
    """The password was right; nobody is signed in before the second proof."""


def sign_in(request: HttpRequest, username: str, password: str) -> User:
    """Sign the person in. Raises `NotAccepted`, or `SecondNeeded` where the person wants more than a password asked.

    Where the user name is fixed in this browser, `username` is not looked at.
    """
    user, budgets = _checked(request, fixed_username(request) or username, password)
    if rules.is_stale(user):
        raise NotAccepted(_("这个一次性密码已过期，请向给您密码的人重新申请一个。"), 401)
    has_to_change = user.must_change_password or rules.is_worn_out(user)
    with lightly():
        _was_right(budgets)
        _begin(request, user, has_to_change)
    if user.has_second_factor:
        raise SecondNeeded
    return user


def _begin(request: HttpRequest, user: User, has_to_change: bool) -> None:
    """Whoever was signed in here is out; the person is in, or has to prove more."""
    if request.user.is_authenticated and request.user.pk != user.pk:
        auth.logout(request)
    if user.has_second_factor:
        second.wait(request, user)
    else:
        enter(request, user, has_to_change=has_to_change)


def enter(request: HttpRequest, user: User, how: str = "password", has_to_change: bool | None = None) -> None:
    """The person has proved who he is: a new session key, nothing left of whoever was signed in here."""
    auth.login(request, user, backend="shouhou.foundation.accounts.backend.ByUsername")
    request.session.pop(FIXED, None)
    second.forget(request)
    if (user.must_change_password or rules.is_worn_out(user)) if has_to_change is None else has_to_change:
        request.session[MUST_CHANGE] = True
    gates.put_up(request, user)
    proving.note(request)
    visits.begin(request, user)
    news.tell("signed_in", user, source=source_of(request), how=how)


def remember_device(response: HttpResponse, user: User) -> None:
    """Let this browser, from which the person has signed in, keep a budget of its own: nobody else's tries lock it out."""
    response.set_cookie(DEVICE, seals.dumps([user.pk, secrets.token_urlsafe(12)], salt="accounts.device"), path="/", httponly=True,
                        max_age=DEVICE_DAYS * 86400, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def _known_device(request: HttpRequest, key: str) -> str:
    """The id of this browser when the person of this name has signed in from it before; else ""."""
    try:
        owner, device = seals.loads(request.COOKIES.get(DEVICE, ""), salt="accounts.device", max_age=DEVICE_DAYS * 86400)
    except (seals.BadSignature, ValueError, TypeError):
        return ""
    return device if User.objects.filter(username_key=key, pk=owner).exists() else ""


def _budgets(request: HttpRequest, key: str, source: str) -> list[Budget]:
    """The budgets a try touches; the first is the one a success clears."""
    if device := _known_device(request, key):
        return [Budget(f"sign-in:device:{device}", 30, HOUR, free=6)]
    name, house, around = sha256(key.encode()).hexdigest()[:24], household(source), neighbourhood(source)
    return [
        Budget(f"sign-in:pair:{name}:{house}", 30, HOUR, free=6),
        Budget(f"sign-in:name:{name}", 60, HOUR),
        Budget(f"sign-in:source:{house}", 50, QUARTER),
        Budget(f"sign-in:around:{around}", 200, QUARTER),
        Budget("sign-in:all", 1000, QUARTER),
    ]


def _length(seconds: int) -> str:
    return _("%d 秒") % seconds if seconds < 60 else _("%d 分钟") % -(-seconds // 60)
