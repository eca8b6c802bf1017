"""服务统计: how many questions, about what, when, and how long they took."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shouhou.foundation.ui import states
from shouhou.foundation.ui.markup.times import distance
from shouhou.support.tickets.lifecycle import OPEN, State
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.portal.narrowing import day, midnight

PERIODS = {"30": 30, "90": 90, "365": 365}


@dataclass(frozen=True, slots=True)
class Period:
    """The days counted, both included; None has no limit."""

    choice: str
    since: date | None
    until: date | None

    @property
    def query(self) -> dict[str, str]:
        """As conditions of a list."""
        return {name: when.isoformat() for name, when in (("since", self.since), ("until", self.until)) if when}


@dataclass(slots=True)
class Tally:
    """Questions counted together."""

    count: int = 0
    finished: int = 0
    spent: timedelta = field(default_factory=timedelta)

    def add(self, row: dict[str, Any]) -> None:
        self.count += row["count"]
        self.finished += row["finished"]
        self.spent += row["spent"] or timedelta()

    @property
    def mean_hours(self) -> float:
        """Mean time from asking to the end, in hours."""
        return round(self.spent.total_seconds() / 3600 / self.finished, 1) if self.finished else 0.0


def chosen_period(asked: QueryDict, today: date) -> Period:
    """The period an address names; twelve months when it names none."""
    choice = asked.get("period", "")
    since, until = day(asked.get("since", "")), day(asked.get("until", ""))
    if choice in PERIODS:
        return Period(choice, today - timedelta(days=PERIODS[choice] - 1), None)
    if choice == "all":
        return Period("all", None, None)
    if since or until:
        return Period("own", *(sorted((since, until)) if since and until else (since, until)))
    return Period("365", today - timedelta(days=364), None)


def counted(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """All that is counted, in one statement: kind × product × state × month with count, finished and time spent."""
    spent = ExpressionWrapper(F("resolved_at") - F("created_at"), output_field=DurationField())
    by = ("kind_id", "kind__label", "product_id", "product__name", "state")
    return list(rows.order_by().values(*by, month=TruncMonth("created_at")).annotate(
        count=Count("pk"), finished=Count("resolved_at"), spent=Sum(spent)))


def grouped(rows: Iterable[dict[str, Any]], *keys: str) -> dict[Any, Tally]:
    """The counts by one key (or by several, as tuples), the largest first."""
    found: dict[Any, Tally] = defaultdict(Tally)
    for row in rows:
        found[row[keys[0]] if len(keys) == 1 else tuple(row[k] for k in keys)].add(row)
    return dict(sorted(found.items(), key=lambda item: -item[1].count))


def by_kind_chart(kinds: dict[Any, Tally], query: dict[str, str], title: str, kind: str = "pie") -> dict[str, Any]:
    """The counts by kind as a chart that leads to the list."""
    return {"kind": kind, "title": title, "unit": _("个"), "heading": _("问题类型"), "rows": [
        {"label": label or _("未填写"), "value": tally.count, "href": listed(kind=pk or 0, **query)}
        for (pk, label), tally in kinds.items()]}


def listed(which: str = "all", /, **conditions: Any) -> str:
    """A list of questions under these conditions."""
    return f"{reverse(f'tickets-{which}')}?{urlencode(conditions)}".rstrip("?")


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """The page: five charts over everything this person may see."""
    period = chosen_period(request.GET, timezone.localdate())
    rows = Ticket.objects.visible_to(request.user)
    if period.since:
        rows = rows.filter(created_at__gte=midnight(period.since))
    if period.until:
        rows = rows.filter(created_at__lt=midnight(period.until + timedelta(days=1)))
    found, query = counted(rows), period.query
    whole = Tally()
    for row in found:
        whole.add(row)
    kinds = grouped(found, "kind_id", "kind__label")
    months = dict(sorted(grouped(found, "month").items()))
    by_state = grouped(found, "state")
    opened, nothing = sum(by_state[s].count for s in OPEN if s in by_state), _("未填写")
    return render(request, "tickets/portal/statistics.html", {
        "period": period, "whole": whole, "open_count": opened, "done_count": whole.count - opened,
        "mean_time": distance(whole.spent.total_seconds() / whole.finished) if whole.finished else "—",
        "all_url": listed(**query), "open_url": listed("open", **query), "done_url": listed("done", **query),
        "kinds": by_kind_chart(kinds, query, ""),
        "products": _bars(_("产品"), [(label or nothing, t.count, listed(product=pk or 0, **query))
                                    for (pk, label), t in grouped(found, "product_id", "product__name").items()]),
        "months": {**_bars(_("月份"), [(f"{m:%Y-%m}", t.count, listed(month=f"{m:%Y-%m}", **query)) for m, t in months.items()]),
                   "kind": "line"},
        "states": {"kind": "pie", "unit": _("个"), "heading": _("状态"), "rows": [
            {"label": s.label, "value": by_state[s].count, "tone": states.tone(s.value), "href": listed(state=s.value, **query)}
            for s in State if s in by_state]},
        "times": _bars(_("问题类型"), [(label or nothing, t.mean_hours, listed("done", kind=pk or 0, **query))
                                    for (pk, label), t in kinds.items() if t.finished],
                       unit=_("小时"), unit_label=_("平均处理时长（小时）"))})


def _bars(heading: str, rows: list[tuple[str, float, str]], unit: str = "", unit_label: str = "") -> dict[str, Any]:
    return {"kind": "bar", "unit": unit or _("个"), "unit_label": unit_label or _("数量"), "heading": heading,
            "rows": [{"label": label, "value": value, "href": href} for label, value, href in rows]}
