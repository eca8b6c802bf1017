"""The steps before the first account: 安装码 → 厂商资料 → 管理员. Afterwards every address here answers 404 like any unknown one."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import auth
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from shouhou.faces.setup import token
from shouhou.faces.setup.forms import AdministratorForm, FirstVendorForm, TokenForm
from shouhou.foundation.access import PUBLIC, Refused, allow, beside
from shouhou.foundation.access.guard import View
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.actions import configure, create_admin
from shouhou.registry.organizations.belonging import vendor
from shouhou.registry.organizations.models import Vendor

MARK = "setup"


def only_first(view: View) -> View:
    """Not there once an account exists, or while the wizard is off."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not token.is_on() or User.objects.exists():
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(guarded)


def opened(view: View) -> View:
    """Only in the browser in which the token was entered."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not token.fits(request.session.get(MARK)):
            return HttpResponseRedirect("/setup/")
        return view(request, *args, **kwargs)

    return only_first(guarded)


@only_first
def begin(request: HttpRequest) -> HttpResponse:
    """The token, from the link on the console or typed."""
    if token.fits(request.session.get(MARK)):
        return HttpResponseRedirect("/setup/vendor/")
    given = (request.POST.get("token") or request.GET.get("token", "")).strip()
    form = TokenForm({"token": given} if given or request.method == "POST" else None)
    if given and (mark := token.redeem(given)):
        request.session.cycle_key()
        request.session[MARK] = mark
        return HttpResponseRedirect("/setup/vendor/")
    if given:
        form.add_error("token", _("安装码不对、已经用过，或超过了 30 分钟。重新启动服务，会打印一个新的。"))
    return render(request, "setup/token.html", {"form": form, "step": 0}, status=400 if form.errors else 200)


@opened
def whose(request: HttpRequest) -> HttpResponse:
    """Step 1: 厂商资料."""
    known = Vendor.objects.first() or Vendor()
    form = FirstVendorForm(request.POST or None, instance=known)
    if request.method == "POST" and form.is_valid():
        try:
            configure(by=None, **form.facts())
        except Refused as no:
            beside(form, no)
        else:
            return HttpResponseRedirect("/setup/administrator/")
    return render(request, "setup/vendor.html", {"form": form, "step": 1}, status=400 if form.errors else 200)


@sensitive_post_parameters("password", "again")
@opened
def administrator(request: HttpRequest) -> HttpResponse:
    """Step 2: the first administrator, who is signed in here at once. The last address of the wizard that is ever served."""
    if not vendor().pk:
        return HttpResponseRedirect("/setup/vendor/")
    form = AdministratorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            user = first_admin(facts["username"], facts["password"], facts["name"])
        except Refused as no:
            beside(form, no)
        else:
            token.finish()
            request.session.flush()
            auth.login(request, user)
            return HttpResponseRedirect("/workbench/setup/")
    return render(request, "setup/administrator.html", {"form": form, "step": 2}, status=400 if form.errors else 200)


@transaction.atomic
def first_admin(username: str, password: str, name: str) -> User:
    """The administrator, if nobody was quicker: the vendor's row is held while it is looked."""
    Vendor.objects.select_for_update().first()
    if User.objects.exists():
        raise Http404
    return create_admin(username, password, name)


@only_first
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Anything else under /setup/ is not there, and is not redirected either."""
    raise Http404


urlpatterns = [
    path("setup/", allow(PUBLIC, begin), name="setup"),
    path("setup/vendor/", allow(PUBLIC, whose), name="setup_vendor"),
    path("setup/administrator/", allow(PUBLIC, administrator), name="setup_administrator"),
    path("setup", allow(PUBLIC, nowhere)),
    path("setup/<path:rest>", allow(PUBLIC, nowhere)),
]
