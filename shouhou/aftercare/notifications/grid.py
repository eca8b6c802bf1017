"""消息: what a person was told. 通知记录: what went out, and above all what did not."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import BooleanField, Case, CharField, QuerySet, Value, When
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.aftercare.notifications.kinds import KINDS
from shouhou.aftercare.notifications.models import Delivery, Notice
from shouhou.aftercare.notifications.reading import mark
from shouhou.aftercare.notifications.transports import transports
from shouhou.foundation.access import SIGNED_IN, Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import Column, Edit, Grid, register
from shouhou.foundation.ui.markup.marks import state as state_badge


def told(user: Any) -> QuerySet[Notice]:
    """One's own, each with whether it was read."""
    rows: QuerySet[Notice] = Notice.objects.visible_to(user)
    return rows.annotate(at_state=Case(When(read_at=None, then=Value("unread")), default=Value("read"), output_field=CharField()))


def read(pk: int, state: str, by: User) -> None:
    """Read, or unread again."""
    if not told(by).filter(pk=pk).exists():
        raise Refused(_text("您看不到这条消息。"))
    mark(by, is_read=state == "read", pks=[pk])


def whether(_row: dict[str, Any], value: str) -> SafeString:
    return format_html('<span class="tag">{}</span>' if value == "unread" else "{}", dict(READING)[value])


READING = [("unread", _("未读")), ("read", _("已读"))]
READ = Edit(lambda user: forms.ChoiceField(choices=READING), read, SIGNED_IN)

NOTICES = register(Grid(
    key="notices", label=_("消息"), capability=SIGNED_IN, rows=told, sort=("-created",), title="title", url=lambda row: f"/notices/{row['pk']}/",
    columns=(
        Column("title", _("消息"), "title", width=320, groups=False),
        Column("text", _("内容"), "text", "text", width=360, groups=False),
        Column("kind", _("类别"), "kind", "choice", choices=lambda user: [(kind.code, _text(kind.label)) for kind in KINDS.values()], width=150),
        Column("state", _("状态"), "at_state", "choice", choices=lambda user: READING, width=90, shown=whether, edit=READ),
        Column("created", _("时间"), "created_at", "moment", width=150),
    )))


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
