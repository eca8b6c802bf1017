"""个人中心 (manual 001 §2): 最新消息 and the way to everything of one's own; 我的数据."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shouhou.aftercare.notifications.models import Notice
from shouhou.faces.centre.models import Export
from shouhou.foundation.access import SIGNED_IN, Refused, allow, can
from shouhou.foundation.access.rights import roles_of
from shouhou.foundation.accounts.proving import freshly
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.events import record
from shouhou.foundation.jobs import enqueue
from shouhou.foundation.ui import menus
from shouhou.foundation.ui.context import audience
from shouhou.foundation.ui.says import say
from shouhou.registry.joining.actions import apply
from shouhou.registry.joining.models import Application
from shouhou.registry.organizations.belonging import places
from shouhou.support.tickets.models import Ticket

NEWEST = 3
"""最近三个 (manual 001 §2d)."""
A_DAY, MOST = timedelta(days=1), 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who one is, 最新消息, and the list of one's own pages."""
    user: Any = request.user
    asks = can(user, "tickets.read_own")
    own = Ticket.objects.visible_to(user).filter(asker=user).order_by("-created_at", "-pk") if asks else Ticket.objects.none()
    entries = [{"label": place.label, "icon": place.icon, "href": href}
               for place, href in menus.visible(f"{audience(request)}.me", user) if place.method == "get" and href and href != "/me/"]
    return render(request, "centre/home.html", {
        "asks": asks, "solved": list(own.done()[:NEWEST]) if asks else [], "unsolved": list(own.open()[:NEWEST]) if asks else [],
        "notices": list(Notice.objects.visible_to(user).order_by("-id")[:NEWEST]), "entries": entries, "places": places(user),
        "roles": roles_of(user), "is_customer": can(user, "portal.home")})


@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """我的数据: copies that are there, and asking for one or for erasure."""
    user = reader(request)
    return render(request, "centre/data.html", {
        "exports": list(Export.objects.visible_to(user).order_by("-id")[:10]),
        "erasure": Application.objects.filter(user=user, kind=Application.Kind.ERASURE).order_by("-id").first(),
        "may_erase": can(user, "joining.apply")})


@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """A job makes the copy; three a day."""
    user = reader(request)
    if Export.objects.visible_to(user).filter(created_at__gt=timezone.now() - A_DAY).count() >= MOST:
        raise Refused(_("每天最多导出 %d 次，请明天再试。") % MOST)
    with transaction.atomic():
        made = Export.objects.create(user=user)
        record("user.copy_asked", user, by=user)
        enqueue("centre.copy", {"export": made.pk}, by=user)
    say(request, _("正在整理您的数据，准备好后在这里下载。"), "blue")
    return HttpResponseRedirect("/me/data/")


@never_cache
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The zip, while it is there."""
    found = get_object_or_404(Export.objects.visible_to(request.user), pk=pk)
    if not found.is_there or not found.path.exists():
        raise Http404
    with transaction.atomic():
        record("user.copy_taken", reader(request), by=reader(request))
    return FileResponse(found.path.open("rb"), as_attachment=True, filename=f"my-data-{found.created_at:%Y%m%d}.zip", content_type="application/zip")


@require_POST
def erasure(request: HttpRequest) -> HttpResponse:
    """Ask for the account to be erased. The vendor confirms that it was the person."""
    apply(reader(request), Application.Kind.ERASURE, text=request.POST.get("text", ""))
    say(request, _("注销申请已提交，服务方核对后办理。办理前您可以撤回。"), "blue")
    return HttpResponseRedirect("/me/data/")


urlpatterns = [
    path("me/", allow(SIGNED_IN, home), name="centre"),
    path("me/data/", allow(SIGNED_IN, data), name="my_data"),
    path("me/data/copy/", allow(SIGNED_IN, freshly(copy, back_to="/me/data/")), name="data_copy"),
    path("me/data/<int:pk>/", allow(SIGNED_IN, freshly(download, back_to="/me/data/")), name="data_download"),
    path("me/data/erasure/", allow("joining.apply", freshly(erasure, back_to="/me/data/")), name="data_erasure"),
]
