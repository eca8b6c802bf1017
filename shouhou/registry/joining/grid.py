"""申请审批: what people ask for and another person has to give."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.grid import Column, Grid, register
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.registry.joining.models import Application


def applications(user: Any) -> QuerySet[Any]:
    """With the company that was named: one of ours, or what the person wrote."""
    named = Coalesce(F("organization__name"), NullIf(F("company"), Value("")), Value(""))
    rows: QuerySet[Any] = Application.objects.visible_to(user).annotate(at_company=named)
    return rows


def badge(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(value, Application.State(value).label)


APPLICATIONS = register(Grid(
    key="applications", label=_("申请审批"), capability="joining.decide", rows=applications, sort=("created",), title="person",
    url=lambda row: f"/workbench/applications/{row['pk']}/",
    columns=(
        Column("person", _("申请人"), "user__name", sort="user__sort_key", width=140, groups=False),
        Column("kind", _("申请"), "kind", "choice", choices=lambda user: Application.Kind.choices, width=120),
        Column("company", _("单位名称"), "at_company", width=260),
        Column("state", _("状态"), "state", "choice", choices=lambda user: Application.State.choices, width=110, shown=badge),
        Column("created", _("申请时间"), "created_at", "moment", width=150),
        Column("by", _("审批人"), "decided_by__name", sort="decided_by__sort_key", width=120, is_shown=False),
        Column("decided", _("审批时间"), "decided_at", "moment", width=150, is_shown=False),
        Column("answer", _("审批意见"), "answer", width=260, is_shown=False, groups=False),
    )))
