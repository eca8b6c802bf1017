"""我的导出: what one took out of lists lately, a list itself."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.grid.declaring import Column, Grid
from shouhou.foundation.grid.models import Export
from shouhou.foundation.grid.registry import GRIDS, register
from shouhou.foundation.jobs.models import State
from shouhou.foundation.ui.markup.marks import state as state_badge

READY, RUNNING, EXPIRED, FAILED = "done", "running", "cancelled", "dead"
STATES = [(READY, _("已完成")), (RUNNING, _("导出中")), (EXPIRED, _("已过期")), (FAILED, _("未能完成"))]
OVER = Q(job=None) | Q(job__state__in=[State.DONE, State.DEAD, State.CANCELLED])


def taken(user: Any) -> QuerySet[Export]:
    """One's own, each with how it stands now."""
    rows: QuerySet[Export] = Export.objects.visible_to(user).annotate(at_state=Case(
        When(expires_at__lte=timezone.now(), then=Value(EXPIRED)), When(file__isnull=False, then=Value(READY)), When(OVER, then=Value(FAILED)),
        default=Value(RUNNING), output_field=CharField()), number=F("pk"))
    return rows


def badge(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(value, dict(STATES)[value])


EXPORTS = register(Grid(
    key="exports", label=_("我的导出"), capability="grid.export", rows=taken, sort=("-number",), title="list",
    url=lambda row: f"/exports/{row['pk']}/",
    columns=(
        Column("list", _("列表"), "grid", "choice", choices=lambda user: [(key, grid.label) for key, grid in sorted(GRIDS.items())], width=200),
        Column("kind", _("格式"), "kind", "choice", choices=lambda user: Export.Kind.choices, width=100),
        Column("state", _("状态"), "at_state", "choice", choices=lambda user: STATES, width=110, shown=badge),
        Column("rows", _("行数"), "rows", "number", width=100, sums=True, groups=False),
        Column("created", _("导出时间"), "created_at", "moment", width=150),
        Column("expires", _("保留到"), "expires_at", "moment", width=150),
        Column("number", _("编号"), "number", "number", width=90, is_shown=False, groups=False),
    )))
