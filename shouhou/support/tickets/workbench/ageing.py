"""未结问题账龄 (HJ-0-01): every open question with its owner, its age and the date of its next step."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from shouhou.foundation.kit.text import number_in
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.workbench.paging import Page
from shouhou.support.tickets.workbench.rows import Writer, lines

BUCKETS = ((0, 1, gettext_lazy("1 天以内")), (1, 3, gettext_lazy("1–3 天")), (3, 7, gettext_lazy("3–7 天")), (7, 15, gettext_lazy("7–15 天")),
           (15, 30, gettext_lazy("15–30 天")), (30, None, gettext_lazy("30 天以上")))
TONES = ("green", "green", "blue", "amber", "amber", "red")
SIZE = 100


@require_GET
def ageing(request: HttpRequest) -> HttpResponse:
    """The chart by age, the table by consultant, and the questions of one age, the oldest first. ?age=0…5 chooses one."""
    user, now = request.user, timezone.now()
    opened = Ticket.objects.visible_to(user).open()
    age, owner = request.GET.get("age", ""), request.GET.get("consultant", "")
    chosen = int(age) if len(age) == 1 and age.isdigit() and int(age) < len(BUCKETS) else None
    rows = within(opened, chosen, now) if chosen is not None else opened
    if owner == "0":
        rows = rows.filter(assignee=None)
    elif (number := number_in(owner)) is not None:
        rows = rows.filter(assignee_id=number)
    shown = lines(rows.order_by("created_at", "pk")[: SIZE + 1])
    more = len(shown) > SIZE
    return render(request, "tickets/workbench/ageing.html", {
        "chart": chart(opened, now), "people": by_consultant(opened, now), "chosen": chosen, "owner": owner,
        "label": BUCKETS[chosen][2] if chosen is not None else "", "as_list": as_list(chosen, owner, now),
        "rows": Writer(now).rows(shown[:SIZE]), "has_rows": bool(shown),
        "page": Page(shown[:SIZE], "", "", _("最早的 %d 条，可按账龄或顾问缩小范围。") % SIZE if more else "")})


def as_list(chosen: int | None, owner: str, now: datetime) -> str:
    """The address of the same questions as a list that sorts, groups and is exported."""
    asks: dict[str, Any] = {"tab": "open", "sort": "created", "c": []}
    if chosen is not None:
        begin, end, _label = BUCKETS[chosen]
        last, first = (f"{timezone.localtime(now - timedelta(days=days)):%Y-%m-%d %H:%M}" for days in (begin, end or 0))
        asks["c"].append(f"created~between~{first}..{last}" if end else f"created~le~{last}")
    if owner == "0":
        asks["c"].append("consultant~empty~")
    elif owner:
        asks["consultant"] = owner
    return f"{reverse('desk-tickets')}?{urlencode(asks, doseq=True)}"


def within(rows: QuerySet[Any], bucket: int, now: datetime) -> QuerySet[Any]:
    """The questions of one age."""
    begin, end, _label = BUCKETS[bucket]
    rows = rows.filter(created_at__lte=now - timedelta(days=begin))
    return rows.filter(created_at__gt=now - timedelta(days=end)) if end else rows


def bucket_of(now: datetime) -> Case:
    """The number of the bucket of a question, in SQL."""
    return Case(*(When(created_at__gt=now - timedelta(days=end), then=Value(n)) for n, (_begin, end, _label) in enumerate(BUCKETS) if end),
                default=Value(len(BUCKETS) - 1), output_field=IntegerField())


def chart(opened: QuerySet[Any], now: datetime) -> dict[str, Any]:
    """Open questions by age; each bar leads to its questions."""
    counted = dict(opened.order_by().annotate(bucket=bucket_of(now)).values_list("bucket").annotate(n=Count("pk")))
    path = reverse("desk-ageing")
    return {"kind": "bar", "unit": _("个"), "heading": _("账龄"), "rows": [
        {"label": str(label), "value": counted.get(n, 0), "href": f"{path}?age={n}", "tone": TONES[n]} for n, (_b, _e, label) in enumerate(BUCKETS)]}


def by_consultant(opened: QuerySet[Any], now: datetime) -> list[dict[str, Any]]:
    """For each consultant: open questions, those past 预计处理, the oldest, the next date; nobody's first."""
    today: date = timezone.localdate(now)
    found: dict[int | None, dict[str, Any]] = {}
    rows = opened.order_by().values_list("assignee_id", "assignee__name", "promised_on").annotate(n=Count("pk"))
    for pk, name, promised_on, count in rows:
        row = found.setdefault(pk, {"pk": pk or 0, "name": name, "open": 0, "late": 0, "next": None})
        row["open"] += count
        if promised_on and promised_on < today:
            row["late"] += count
        if promised_on and promised_on >= today and (row["next"] is None or promised_on < row["next"]):
            row["next"] = promised_on
    return sorted(found.values(), key=lambda row: (row["name"] is not None, -row["late"], -row["open"]))
