"""申请审批: what people ask for and another person has to give."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.grid import Column, Grid, register
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.registry.joining.models import Application, Invitation


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


def invitations(user: Any) -> QuerySet[Any]:
    """With what has become of each: one that is open and too old is called so."""
    is_old = Q(state=Invitation.State.OPEN, expires_at__lte=timezone.now())
    rows: QuerySet[Any] = Invitation.objects.visible_to(user).annotate(
        now=Case(When(is_old, then=Value("expired")), default=F("state"), output_field=CharField()),
        who=Coalesce(NullIf(F("name"), Value("")), NullIf(F("address"), Value("")),
                     Value(_text("转发的链接"))))
    return rows


def standing(row: dict[str, Any], value: str) -> SafeString:
    """The state; with an open one the two things that can be done (the page has the form `again`)."""
    badge = state_badge(value, dict(STATES)[value])
    if value not in {"open", "expired"}:
        return badge
    button = '<button class="button small" form="again" formaction="/company/invitations/{}/{}/">{}</button>'
    return format_html("{} {} {}", badge, format_html(button, row["pk"], "sending", _text("重新发送")),
                       format_html(button, row["pk"], "removal", _text("撤回")))


STATES = [*Invitation.State.choices, ("expired", _("已过期"))]
INVITATIONS = register(Grid(
    key="invitations", label=_("邀请同事"), capability="joining.invite", rows=invitations, sort=("-sent",), title="who",
    columns=(
        Column("who", _("同事"), "who", width=180, groups=False),
        Column("address", _("邮箱或手机号"), "address", "code", width=220, groups=False),
        Column("state", _("状态"), "now", "choice", choices=lambda user: STATES, width=250, shown=standing),
        Column("sent", _("最近发送"), "sent_at", "moment", width=150),
        Column("expires", _("有效期至"), "expires_at", "moment", width=150),
        Column("way", _("邀请方式"), "way", "choice", choices=lambda user: Invitation.Way.choices, width=120, is_shown=False),
        Column("company", _("单位名称"), "organization__name", sort="organization__sort_key", width=200, is_shown=False),
        Column("by", _("邀请人"), "invited_by__name", sort="invited_by__sort_key", width=110, is_shown=False),
        Column("user", _("加入的用户"), "user__name", sort="user__sort_key", width=110, is_shown=False),
    )))
