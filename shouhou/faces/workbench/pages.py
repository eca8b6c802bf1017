"""工作台: what waits for this person, and how the desk is doing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shouhou.foundation.access import allow, can
from shouhou.foundation.ui import states
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.workbench.listing import found
from shouhou.support.tickets.workbench.narrowing import Narrowing
from shouhou.support.tickets.workbench.queues import MOST, TABS, counts
from shouhou.support.tickets.workbench.rows import Writer

SHORT, DAYS, RECENT = 8, 14, 30


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page of staff. Those who do not work on questions see what later rooms show here."""
    user: Any = request.user
    facts: dict[str, Any] = {"has_desk": can(user, "tickets.desk")}
    if facts["has_desk"]:
        desk = reverse("desk-tickets")
        known = counts(user)
        waiting = Ticket.objects.visible_to(user).filter(state=State.WORKING, assignee=user, waits_for_staff=True, handling_count__gt=0)
        answers = waiting.order_by().values("pk")[:MOST].count()
        tab = TABS["mine" if can(user, "tickets.handle") else "waiting"]
        page = found(user, tab, Narrowing(), desk, SHORT)
        facts |= {
            "figures": [(key, label, known[key], f"{desk}?tab={key}", note) for key, label, note in (
                ("waiting", _("待接单"), _("还没有人接的问题")), ("mine", _("我的处理"), _("在我名下未完成")), ("overdue", _("已超期"), _("超过预计处理日期")))
                if key != "mine" or can(user, "tickets.handle")],
            "answers": answers, "tab": tab, "more": f"{desk}?tab={tab.key}", "rows": Writer().rows(page.lines), "has_rows": bool(page.lines),
            **charts(Ticket.objects.visible_to(user), desk)}
    return render(request, "workbench/home.html", facts)


def charts(seen: QuerySet[Any], desk: str) -> dict[str, Any]:
    """The last 30 days by kind and by state, and what came in and was finished each of the last 14 days."""
    today = timezone.localdate()
    since = timezone.make_aware(datetime.combine(today - timedelta(days=RECENT - 1), time()))
    recent = seen.filter(created_at__gte=since).order_by()
    kinds = list(recent.values_list("kind_id", "kind__label").annotate(n=Count("pk")).order_by("-n"))
    by_state = dict(recent.values_list("state").annotate(n=Count("pk")))
    first = today - timedelta(days=DAYS - 1)
    begin = timezone.make_aware(datetime.combine(first, time()))
    came = dict(seen.filter(created_at__gte=begin).order_by().annotate(day=TruncDate("created_at")).values_list("day").annotate(n=Count("pk")))
    finished = seen.filter(Q(state__in=[State.RESOLVED, State.CLOSED]), resolved_at__gte=begin, created_at__gte=begin - timedelta(days=180))
    went = dict(finished.order_by().annotate(day=TruncDate("resolved_at")).values_list("day").annotate(n=Count("pk")))
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return {
        "kinds": {"kind": "pie", "unit": _("个"), "heading": _("问题类型"), "rows": [
            {"label": label or _("未填写"), "value": n, "href": f"{desk}?tab=all&kind={pk}" if pk else ""} for pk, label, n in kinds]},
        "states": {"kind": "bar", "unit": _("个"), "heading": _("状态"), "rows": [
            {"label": s.label, "value": by_state[s.value], "tone": states.tone(s.value), "href": f"{desk}?tab=all&state={s.value}"}
            for s in State if s.value in by_state]},
        "flow": {"kind": "line", "unit": _("个"), "heading": _("日期"), "labels": [f"{d:%m-%d}" for d in days], "series": [
            {"name": _("新提问"), "values": [came.get(d, 0) for d in days], "tone": "blue"},
            {"name": _("处理完成"), "values": [went.get(d, 0) for d in days], "tone": "green"}]} if came or went else None,
        }


urlpatterns = [path("workbench/", allow("workbench.home", home), name="workbench-home")]
