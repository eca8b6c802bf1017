"""问题单 as a list that sorts, groups, asks by any field and is taken out: the desk's, and the lighter one of the customers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import Refused, holders
from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import Column, Edit, Grid, register
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.foundation.ui.markup.times import due
from shouhou.support.tickets.actions import transfer
from shouhou.support.tickets.lifecycle import OPEN, State
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.portal.narrowing import narrowing as portal_narrowing
from shouhou.support.tickets.workbench.narrowing import narrowing
from shouhou.support.tickets.workbench.queues import TABS, narrowed


def seen(user: Any) -> QuerySet[Ticket]:
    """The questions this person may see."""
    rows: QuerySet[Ticket] = Ticket.objects.visible_to(user)
    return rows


def queue(rows: QuerySet[Any], user: Any, own: Mapping[str, str]) -> QuerySet[Any]:
    """What a tab and the conditions of the desk's own addresses leave."""
    asked = query(own)
    wanted = narrowing(asked)
    tab = TABS.get(own.get("tab", ""), TABS["all"])
    states = wanted.states(tab.states)
    return rows.none() if states is None else narrowed(rows.filter(**wanted.filters), tab, user, states)


def mine(rows: QuerySet[Any], user: Any, own: Mapping[str, str]) -> QuerySet[Any]:
    """What a list of the portal and its conditions leave."""
    which = own.get("which", "")
    rows = rows.open() if which == "open" else rows.done() if which == "done" else rows  # type: ignore[attr-defined]
    return portal_narrowing(query(own)).apply(rows)


def query(own: Mapping[str, str]) -> QueryDict:
    found = QueryDict(mutable=True)
    found.update({name: value for name, value in own.items() if name != "q"})
    return found


def badge(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(value, State(value).label)


def urgency(row: dict[str, Any], value: str | None) -> SafeString:
    meaning = row["urgency__meaning"]
    return state_badge(meaning, value) if value and meaning in {"red", "amber"} else SafeString(escape(value or ""))


def promise(row: dict[str, Any], value: date | datetime | None) -> SafeString:
    return due(value, done=row["state"] not in OPEN) if value else SafeString("")


def title(row: dict[str, Any], value: str) -> SafeString:
    """The title leads to the question, where a pane beside the list opens it."""
    return format_html('<a href="/workbench/tickets/{}/">{}</a>', row["number"], value)


def hand_over(pk: int, to: User, by: User) -> None:
    ticket = seen(by).filter(pk=pk).first()
    if ticket is None:
        raise Refused(_text("您看不到这张问题单。"))
    transfer(ticket, by=by, to=to, reason=_text("批量转交"))


CONSULTANT = Edit(lambda user: forms.ModelChoiceField(holders("tickets.handle").order_by("sort_key", "pk")), hand_over, "tickets.transfer", field="assignee_id")
STATES = [(state.value, state.label) for state in State]

TICKETS = register(Grid(
    key="tickets", label=_("问题单"), capability="tickets.desk", rows=seen, narrow=queue, sort=("-created",), title="title",
    url=lambda row: f"/workbench/tickets/{row['number']}/", extra=("number", "state", "urgency__meaning"),
    columns=(
        Column("number", _("提单号"), "number", "code", width=130, groups=False),
        Column("title", _("标题"), "title", sort="sort_key", width=280, groups=False, shown=title),
        Column("customer", _("客户"), "organization__name", sort="organization__sort_key", width=160),
        Column("product", _("产品"), "product__name", sort="product__sort_key", width=150),
        Column("module", _("应用模块"), "module__name", sort="module__sort_key", width=120, is_shown=False),
        Column("version", _("使用版本"), "version__name", sort="version__sort_key", width=100, is_shown=False),
        Column("kind", _("问题类型"), "kind__label", sort="kind__sort_key", width=110),
        Column("urgency", _("紧急程度"), "urgency__label", sort="urgency__sort_key", width=110, shown=urgency),
        Column("state", _("状态"), "state", "choice", choices=lambda user: STATES, width=100, shown=badge),
        Column("consultant", _("顾问"), "assignee__name", sort="assignee__sort_key", width=110, edit=CONSULTANT),
        Column("promised", _("预计处理"), "promised_on", "date", width=120, shown=promise),
        Column("created", _("提交时间"), "created_at", "moment", width=140),
        Column("handlings", _("处理次数"), "handling_count", "number", width=90, is_shown=False, sums=True),
        Column("asker", _("提问人"), "asker__name", sort="asker__sort_key", width=110, is_shown=False),
        Column("contact", _("联系人"), "contact_name", width=110, is_shown=False),
        Column("phone", _("联系电话"), "contact_phone", "code", width=140, is_shown=False, groups=False),
        Column("accepted", _("接单时间"), "accepted_at", "moment", width=140, is_shown=False),
        Column("resolved", _("完成时间"), "resolved_at", "moment", width=140, is_shown=False),
        Column("closed", _("关闭时间"), "closed_at", "moment", width=140, is_shown=False),
        Column("source", _("来源"), "source", width=90, is_shown=False),
    )))

MY_TICKETS = register(Grid(
    key="my_tickets", label=_("我的问题"), capability="tickets.read_own", rows=seen, narrow=mine, sort=("-created",), title="title",
    url=lambda row: f"/tickets/{row['number']}/", extra=("number", "state"),
    columns=(
        Column("number", _("提单号"), "number", "code", width=125, groups=False),
        Column("title", _("问题标题"), "title", sort="sort_key", width=230, groups=False),
        Column("product", _("产品"), "product__name", sort="product__sort_key", width=150),
        Column("kind", _("问题类型"), "kind__label", sort="kind__sort_key", width=110),
        Column("state", _("状态"), "state", "choice", choices=lambda user: STATES, width=95, shown=badge),
        Column("consultant", _("顾问"), "assignee__name", sort="assignee__sort_key", width=85),
        Column("promised", _("预计处理"), "promised_on", "date", width=110, shown=promise),
        Column("created", _("提交时间"), "created_at", "moment", width=125),
        Column("asker", _("提问人"), "asker__name", sort="asker__sort_key", width=110, is_shown=False),
        Column("handlings", _("处理次数"), "handling_count", "number", width=90, is_shown=False),
        Column("resolved", _("完成时间"), "resolved_at", "moment", width=140, is_shown=False),
    )))
