"""金蝶登录链接: whose system may lead here."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, Case, QuerySet, Value, When
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.channels.kingdee.models import Link
from shouhou.foundation.grid import Column, Grid, register
from shouhou.foundation.ui.markup.marks import state as state_badge


def links(user: Any) -> QuerySet[Link]:
    rows: QuerySet[Link] = Link.objects.visible_to(user)
    return rows.annotate(in_use=Case(When(revoked_at=None, then=Value(True)), default=Value(False), output_field=BooleanField()))


def badge(_row: dict[str, Any], value: bool) -> SafeString:
    return state_badge("active", _text("在用")) if value else state_badge("revoked", _text("已停用"))


LINKS = register(Grid(
    key="kingdee_links", label=_("金蝶登录链接"), capability="kingdee.manage", rows=links, sort=("-created",), title="customer",
    url=lambda row: f"/workbench/settings/kingdee/{row['pk']}/",
    columns=(
        Column("customer", _("客户"), "organization__name", sort="organization__sort_key", width=240),
        Column("app", _("应用 ID"), "app_id", "code", width=200, groups=False),
        Column("scheme", _("签名方式"), "scheme", "choice", choices=lambda user: Link.Scheme.choices, width=220),
        Column("username", _("默认用户名"), "username", width=140),
        Column("active", _("状态"), "in_use", "flag", width=100, shown=badge),
        Column("used", _("最近使用"), "last_used_at", "moment", width=150),
        Column("created", _("建立时间"), "created_at", "moment", width=150, is_shown=False),
    )))
