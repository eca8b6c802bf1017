"""登录与设备, and giving the password again before something that matters."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouhou.foundation.accounts import news, visits
from shouhou.foundation.accounts.forms import Proof
from shouhou.foundation.accounts.next_page import local_path
from shouhou.foundation.accounts.proving import NotProved, prove
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say

HERE = "/me/devices/"


@never_cache
@require_GET
def devices(request: HttpRequest) -> HttpResponse:
    """Where one is signed in now."""
    here = request.session.session_key
    rows = [{"visit": v, "is_here": v.session_key == here, "name": visits.device(v.agent)} for v in visits.of(reader(request))]
    return render(request, "accounts/devices.html", {"rows": rows, "has_others": any(not row["is_here"] for row in rows)})


@require_POST
def devices_end(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere else; with `visit`, only there."""
    user = reader(request)
    which = request.POST.get("visit", "")
    if which and not (which.isdecimal() and len(which) < 19):
        raise Http404
    count = visits.end(user, keep=request.session.session_key, only=int(which) if which else None)
    if which and not count:
        raise Http404
    news.tell("sessions_ended", user, count=count)
    say(request, _("已退出 %d 个设备。") % count if count else _("没有其他已登录的设备。"))
    return HttpResponseRedirect(HERE)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest) -> HttpResponse:
    """确认是您本人: the password again, then on to `next`."""
    onward = local_path(request.POST.get("next") or request.GET.get("next", "")) or "/"
    form = Proof(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            prove(request, form.cleaned_data["password"])
        except NotProved as no:
            form.add_error("password", str(no))
        else:
            return HttpResponseRedirect(onward)
    return render(request, "accounts/proof.html", {"form": form, "next": onward}, status=400 if form.errors else 200)
