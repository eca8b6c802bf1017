"""我的工作台: the customer's home, 在线服务中心."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouhou.foundation import drafts
from shouhou.foundation.access import SIGNED_IN, allow, can
from shouhou.foundation.accounts.models import User
from shouhou.registry.agreements.expiry import expiry
from shouhou.registry.organizations.belonging import places, vendor
from shouhou.registry.organizations.models import Organization, Vendor
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.portal.asking import DRAFT
from shouhou.support.tickets.portal.counting import open_questions, remember, with_open_count
from shouhou.support.tickets.portal.lists import for_list
from shouhou.support.tickets.portal.statistics import by_kind_chart, counted, grouped

SHORT = 5
"""Lines of each list on the home page."""


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """What is open, what was finished, what it was about, and until when the service fee is paid. Staff go to their own home."""
    user: Any = request.user
    if not can(user, "portal.home"):
        if can(user, "workbench.home"):
            return HttpResponseRedirect("/workbench/")
        raise PermissionDenied
    return _page(request, user)


def _page(request: HttpRequest, user: User) -> HttpResponse:
    seen = Ticket.objects.visible_to(user)
    opened = list(with_open_count(for_list(seen.open()), user).order_by("-created_at", "-pk")[:SHORT])
    remember(opened, user)
    finished = list(for_list(seen.done()).order_by("-resolved_at", "-pk")[:SHORT])
    kinds = grouped(counted(seen), "kind_id", "kind__label")
    ours = vendor()
    return render(request, "portal/home.html", {
        "opened": opened, "finished": finished, "open_count": open_questions(user), "has_any": bool(kinds),
        "kinds": by_kind_chart(kinds, {}, "", "bar"), "fees": fees(user, ours),
        "draft": str(drafts.load(user, DRAFT).get("title", "")).strip() or ""})


def fees(user: User, ours: Vendor) -> list[dict[str, Any]]:
    """本企业服务费到期时间 of each company this person belongs to, with how pressing it is."""
    found = []
    for place in places(user):
        if until := expiry(Organization(pk=place.organization_id), warn_days=ours.fee_warning_days):
            tone, words = "", _("还剩 %d 天") % until.days_left
            if until.is_past:
                tone, words = "red", _("已过期 %d 天，请联系您的顾问续费") % -until.days_left
            elif until.is_near:
                tone, words = "amber", _("即将到期，还剩 %d 天") % until.days_left if until.days_left else _("今天到期")
            found.append({"name": place.name, "ends_on": until.ends_on, "tone": tone, "words": words})
    return found


urlpatterns = [path("", allow(SIGNED_IN, home), name="portal-home")]
