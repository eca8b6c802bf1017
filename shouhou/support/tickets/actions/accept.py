"""接单: a consultant takes a question and says until when (HJ-3-06, HJ-3-09)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.tickets.lifecycle import State, after
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.writing import body_of, locked, touch, write_entry

FARTHEST = timedelta(days=366)


@transaction.atomic
def accept(ticket: Ticket, *, by: User, note: str = "", promised_on: date | None = None, at: datetime | None = None) -> Entry:
    """Take a waiting question. `note` is 【接单说明】 (HTML or text), `promised_on` is 预计处理 (today when not given).

    Of several who try at once exactly one wins; the others are told who has it.
    """
    ticket_now = locked(ticket)
    holder = ticket_now.assignee
    if ticket_now.state != State.WAITING and holder is not None and ticket_now.is_open:
        raise Refused(_("这张问题单已由%(holder)s接单。") % {"holder": holder.name})
    state = after("accept", ticket_now.state)
    now = at or timezone.now()
    today = timezone.localdate(now)
    promised_on = promised_on or today
    if not today <= promised_on <= today + FARTHEST:
        raise Refused(promised_on=_("预计处理日期应当是今天或以后的一年之内。"))
    if holder is not None and holder.pk != by.pk and at is None:
        raise Refused(_("这张问题单已指派给%(holder)s，请由其接单，或先转交。") % {"holder": holder.name})
    html = body_of(note, field="note")
    entry = write_entry(ticket_now, Entry.Kind.ACCEPTANCE, by=by, body=html, promised_on=promised_on, at=now)
    ticket_now.state, ticket_now.assignee, ticket_now.promised_on, ticket_now.accepted_at = state, by, promised_on, now
    ticket_now.waits_for_staff = True
    touch(ticket_now, "state", "assignee", "promised_on", "accepted_at", "waits_for_staff", at=now)
    record("ticket.accepted", ticket_now, by=by, entry=entry.pk, promised_on=promised_on.isoformat())
    return entry
