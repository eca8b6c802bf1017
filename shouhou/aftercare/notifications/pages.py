"""What a person was told, and by what the person wants to be told."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouhou.aftercare.notifications.kinds import KINDS
from shouhou.aftercare.notifications.models import Notice, Preference
from shouhou.aftercare.notifications.transports import transports
from shouhou.foundation import live
from shouhou.foundation.access import SIGNED_IN, allow, can
from shouhou.foundation.ui import says

SHOWN = 50


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The own notices, the newest first; `?before=` goes on from an id."""
    before = request.GET.get("before", "")
    rows = Notice.objects.visible_to(request.user).order_by("-id")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SHOWN + 1])
    page = {"next_url": f"?before={found[SHOWN - 1].pk}" if len(found) > SHOWN else "", "previous_url": ""}
    return render(request, "notifications/notices.html", {"notices": found[:SHOWN], "page": page})


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything is read."""
    Notice.objects.visible_to(request.user).unread().update(read_at=timezone.now())
    live.publish_on_commit(f"user:{request.user.pk}", {"badges": {"notices": 0}})
    return HttpResponseRedirect("/notices/")


@require_GET
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one and go where it leads."""
    notice = Notice.objects.visible_to(request.user).filter(pk=pk).first()
    if notice is None:
        raise Http404
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
    return HttpResponseRedirect(notice.url if notice.url.startswith("/") and not notice.url.startswith("//") else "/notices/")


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """A table of kinds against transports, with a box in each place."""
    user: Any = request.user
    audience = "staff" if can(user, "tickets.desk") else "customer"
    kinds = [k for k in KINDS.values() if k.audience == audience]
    ready = [t for t in transports().values() if t.is_ready()]
    if request.method == "POST":
        for kind in kinds:
            for transport in ready:
                wanted = f"{kind.code}|{transport.code}" in request.POST.getlist("wanted")
                Preference.objects.update_or_create(user=user, kind=kind.code, transport=transport.code, defaults={"is_wanted": wanted})
        says.say(request, _("已保存。"), "green")
        return HttpResponseRedirect("/notices/preferences/")
    chosen = {(p.kind, p.transport): p.is_wanted for p in Preference.objects.filter(user=user)}
    rows = [{"kind": k, "cells": [{"transport": t, "value": f"{k.code}|{t.code}", "is_wanted": chosen.get((k.code, t.code), t.code in k.defaults)}
                                  for t in ready]} for k in kinds]
    reach = [{"transport": t, "addresses": len(t.addresses(user))} for t in ready]
    return render(request, "notifications/preferences.html", {"rows": rows, "ready": ready, "reach": reach})


urlpatterns = [
    path("notices/", allow(SIGNED_IN, notices), name="notices"),
    path("notices/reading/", allow(SIGNED_IN, read_all), name="notices-reading"),
    path("notices/preferences/", allow(SIGNED_IN, preferences), name="notice-preferences"),
    path("notices/<int:pk>/", allow(SIGNED_IN, open_notice), name="notice"),
]
