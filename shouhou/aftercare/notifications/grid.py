"""通知记录: what went out, and above all what did not."""

from __future__ import annotations

from typing import Any

from django.db.models import BooleanField, QuerySet, Value
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.aftercare.notifications.models import Delivery
from shouhou.aftercare.notifications.transports import transports
from shouhou.foundation.access import can
from shouhou.foundation.grid import Column, Grid, register
from shouhou.foundation.ui.markup.marks import state as state_badge


def sent(user: Any) -> QuerySet[Delivery]:
    rows: QuerySet[Delivery] = Delivery.objects.visible_to(user)
    return rows.annotate(may_resend=Value(can(user, "notifications.manage"), output_field=BooleanField()))


def badge(row: dict[str, Any], value: str) -> SafeString:
    """The state, and for who may, the way to send again what failed (the page has the form `resend`)."""
    word = state_badge(value, Delivery.State(value).label)
    if not row["may_resend"] or value not in (Delivery.State.DEAD, Delivery.State.FAILED):
        return word
    button = '{} <button class="button small" form="resend" formaction="/workbench/notifications/{}/tries/">{}</button>'
    return format_html(button, word, row["pk"], _text("重发"))


DELIVERIES = register(Grid(
    key="deliveries", label=_("通知记录"), capability="notifications.read", rows=sent, sort=("-created",), title="title", extra=("may_resend",),
    columns=(
        Column("title", _("通知"), "notice__title", width=280, groups=False),
        Column("person", _("收件人"), "notice__user__name", sort="notice__user__sort_key", width=120),
        Column("way", _("方式"), "transport", "choice", choices=lambda user: [(code, one.label) for code, one in transports().items()], width=110),
        Column("state", _("状态"), "state", "choice", choices=lambda user: Delivery.State.choices, width=160, shown=badge),
        Column("attempts", _("次数"), "attempts", "number", width=80),
        Column("error", _("原因"), "error", width=280),
        Column("address", _("地址"), "address", "code", width=180, is_shown=False),
        Column("created", _("时间"), "created_at", "moment", width=150),
        Column("sent", _("发送时间"), "sent_at", "moment", width=150, is_shown=False),
    )))
