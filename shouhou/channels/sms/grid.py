"""短信记录: what was handed to the gateway, and above all what was not taken."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shouhou.channels.sms.models import Message, masked
from shouhou.foundation.grid import Column, Grid, register
from shouhou.foundation.ui.markup.marks import state as state_badge


def sent(user: Any) -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.visible_to(user)
    return rows


def badge(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(value, Message.State(value).label)


MESSAGES = register(Grid(
    key="sms_messages", label=_("短信记录"), capability="sms.manage", rows=sent, sort=("-created",), title="number",
    columns=(
        Column("number", _("手机号"), "number", "code", width=150, groups=False, shown=lambda row, value: escape(masked(value))),
        Column("purpose", _("用途"), "purpose", "choice", choices=lambda user: Message.Purpose.choices, width=100),
        Column("state", _("状态"), "state", "choice", choices=lambda user: Message.State.choices, width=150, shown=badge),
        Column("error", _("原因"), "error", width=320),
        Column("template", _("模板"), "template", "code", width=150),
        Column("receipt", _("回执"), "receipt", "code", width=180, is_shown=False),
        Column("source", _("来源"), "source", "code", width=140, is_shown=False),
        Column("created", _("时间"), "created_at", "moment", width=150),
    )))
