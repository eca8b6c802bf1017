"""密码修改 (manual 000 §1.2: in the drop-down of the avatar)."""

from __future__ import annotations

from django.contrib import auth
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from shouhou.foundation.accounts import hashing, proving, signing, throttle, visits
from shouhou.foundation.accounts.changing import change_password
from shouhou.foundation.accounts.forms import ChangePassword
from shouhou.foundation.accounts.homes import home_of
from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.passwords import too_long
from shouhou.foundation.ui.says import say


@sensitive_post_parameters("old", "new", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """The old password is asked again, ten wrong ones in a quarter of an hour at most; every other session ends."""
    user = request.user
    assert isinstance(user, User)
    must = bool(request.session.get(signing.MUST_CHANGE))
    if request.method == "GET":
        return _page(request, ChangePassword(user=user), must)
    if any(too_long(request.POST.get(name, "")) for name in ("old", "new", "again")):
        form = ChangePassword({}, user=user)
        form.errors.clear()
        form.add_error(None, _("密码太长：最多 256 个字节。"))
        return _page(request, form, must, 400)
    form = ChangePassword(request.POST, user=user)
    if not form.is_valid():
        return _page(request, form, must, 400)
    budget = throttle.Budget(f"password:{user.pk}", 10, 900)
    try:
        throttle.take(budget)
        with hashing.core():
            is_right = check_password(form.cleaned_data["old"], user.password)
        if not is_right:
            form.add_error("old", _("原密码不对。"))
            return _page(request, form, must, 400)
        with hashing.core():
            encoded = make_password(form.cleaned_data["new"])
    except throttle.Spent as spent:
        form.add_error(None, _("原密码输错次数过多，请过一会儿再试。"))
        return _page(request, form, must, 429, spent.seconds)
    except hashing.Busy:
        throttle.give_back(budget)
        form.add_error(None, _("现在办理的人较多，请过几秒再试一次。"))
        return _page(request, form, must, 503, 3)
    throttle.give_back(budget)
    change_password(user, encoded, is_one_time=False)
    auth.update_session_auth_hash(request, user)
    visits.begin(request, user)
    proving.note(request)
    request.session.pop(signing.MUST_CHANGE, None)
    say(request, _("密码已修改，其他设备上的登录已全部退出。"))
    return HttpResponseRedirect(home_of(user))


def _page(request: HttpRequest, form: ChangePassword, must: bool, status: int = 200, wait: int = 0) -> HttpResponse:
    user = request.user
    assert isinstance(user, User)
    response = render(request, "accounts/password.html", {"form": form, "must": must, "home": home_of(user)}, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
