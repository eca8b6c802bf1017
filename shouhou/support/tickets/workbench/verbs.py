"""The verbs of the desk: what each is called, where it stands, who may, which form it takes, what it says when done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.support.tickets import actions
from shouhou.support.tickets import workbench_forms as forms
from shouhou.support.tickets.models import Entry, Ticket


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb. `move` is its name in the lifecycle, `noun` the last part of its address, `more` further arguments of the action."""

    name: str
    label: Any
    button: Any
    icon: str
    capability: str
    move: str
    noun: str
    form: type[forms.VerbForm]
    act: Callable[..., Entry]
    thanks: Any
    takes_files: bool = False
    more: tuple[tuple[str, Any], ...] = ()

    def draft(self, ticket: Ticket) -> str:
        """The name under which an unsent form of this verb is kept."""
        return f"tickets.{self.name}.{ticket.pk}"

    def is_open(self, ticket: Ticket, user: object) -> bool:
        """Whether the state permits it and the person may."""
        return ticket.permits(self.move) and can(user, self.capability)


VERBS = {verb.name: verb for verb in (
    Verb("accept", _("接单"), _("确认接单"), "hand", "tickets.accept", "accept", "acceptance", forms.AcceptForm, actions.accept, _("已接单。")),
    Verb("handle", _("处理"), _("提交处理"), "wrench", "tickets.handle", "handle", "handlings", forms.HandleForm, actions.handle,
         _("处理已提交。"), takes_files=True),
    Verb("reply", _("回复客户"), _("发送回复"), "reply", "tickets.handle", "follow_up", "follow-ups", forms.ReplyForm, actions.follow_up,
         _("回复已发送。"), takes_files=True, more=(("from_staff", True),)),
    Verb("close", _("关闭"), _("关闭问题单"), "done", "tickets.close", "close", "closure", forms.CloseForm, actions.close, _("问题单已关闭。")),
    Verb("reopen", _("重新打开"), _("重新打开"), "undo", "tickets.close", "reopen", "reopening", forms.ReopenForm, actions.reopen,
         _("问题单已重新打开。")),
    Verb("transfer", _("转交"), _("转交"), "transfer", "tickets.transfer", "transfer", "transfer", forms.TransferForm, actions.transfer,
         _("已转交。")),
    Verb("note", _("内部备注"), _("保存备注"), "note", "tickets.note", "note", "notes", forms.NoteForm, actions.note, _("备注已保存。"),
         takes_files=True),
)}


def open_verbs(ticket: Ticket, user: object) -> list[Verb]:
    """The verbs this person can do to this question now, the likeliest first."""
    return [verb for verb in VERBS.values() if verb.is_open(ticket, user)]
