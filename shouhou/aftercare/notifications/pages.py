"""What a person was told, and by what the person wants to be told."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouhou.aftercare.notifications.grid import NOTICES
from shouhou.aftercare.notifications.kinds import KINDS
from shouhou.aftercare.notifications.models import Notice, Preference
from shouhou.aftercare.notifications.reading import mark
from shouhou.aftercare.notifications.transports import transports
from shouhou.foundation.access import SIGNED_IN, allow, can
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page
from shouhou.foundation.ui import says
from shouhou.foundation.ui.context import audience


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """The own notices, a list like every other, the newest first."""
    here = request.GET.getlist("c")
    views = [(_("全部"), "?sort=-created", not here), (_("未读"), "?c=state~is~unread", here == ["state~is~unread"])]
    return grid_page(
        request, NOTICES, template="notifications/notices.html", row_class=lambda row: "fresh" if row["state"] == "unread" else "", shortcuts=views,
        frame="grid/page.html" if audience(request) == "workbench" else "grid/portal.html", nothing_picture="inbox",
        nothing=_("还没有消息。问题单被接收、处理完成或有人回复时，会在这里告诉您。"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything is read."""
    mark(reader(request), is_read=True)
    return HttpResponseRedirect("/notices/")


@require_GET
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Read one and go where it leads."""
    notice = Notice.objects.visible_to(request.user).filter(pk=pk).first()
    if notice is None:
        raise Http404
    mark(reader(request), is_read=True, pks=[notice.pk])
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
