"""Proving again who one is, before what an open browser left alone must not be able to do (ASVS 7.5.1): within five minutes of the
last time a password, or more, was given."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from time import time
from typing import Any
from urllib.parse import quote

from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _

from shouhou.foundation.accounts import hashing, throttle
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.passwords import too_long

PROVED = "proved_at"
FRESH = 300
View = Callable[..., HttpResponseBase]


class NotProved(Exception):
    """Not this time; the message is a sentence for the person."""


def note(request: HttpRequest) -> None:
    """The person of this session has just proved who he is."""
    request.session[PROVED] = int(time())


def is_fresh(request: HttpRequest) -> bool:
    """Whether that was a moment ago."""
    proved = request.session.get(PROVED)
    return isinstance(proved, int) and 0 <= time() - proved <= FRESH


def prove(request: HttpRequest, password: str) -> None:
    """Check the own password: ten wrong ones in a quarter of an hour at most, counted before any hash. Raises `NotProved`."""
    user = request.user
    assert isinstance(user, User)
    if too_long(password) or not password:
        raise NotProved(_("密码不对。"))
    budget = throttle.Budget(f"password:{user.pk}", 10, 900)
    try:
        throttle.take(budget)
        with hashing.core():
            is_right = check_password(password, user.password)
    except throttle.Spent:
        raise NotProved(_("密码输错次数过多，请过一会儿再试。")) from None
    except hashing.Busy:
        throttle.give_back(budget)
        raise NotProved(_("现在办理的人较多，请过几秒再试一次。")) from None
    if not is_right:
        raise NotProved(_("密码不对。"))
    throttle.give_back(budget)
    note(request)


def freshly(view: View, back_to: str = "/me/second-factor/") -> View:
    """Send a person whose last proof is too old to give the password first, and back here; a form to the page it stands on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_fresh(request):
            back = request.path if request.method == "GET" else back_to
            place = "/me/proof/?next=" + quote(back, safe="/")
            if request.headers.get("Accept", "").startswith("application/json"):
                return JsonResponse({"url": place}, status=403)
            return HttpResponseRedirect(place)
        return view(request, *args, **kwargs)

    return guarded
