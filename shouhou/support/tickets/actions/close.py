"""关闭 and its undo: a finished question comes to rest."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.tickets.lifecycle import after
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.writing import body_of, locked, touch, write_entry


@transaction.atomic
def close(ticket: Ticket, *, by: User | None, remark: str = "", at: datetime | None = None) -> Entry:
    """Close a resolved question: the customer confirms (确认解决), a supervisor closes, or time has passed (`by=None`)."""
    ticket_now = locked(ticket)
    state = after("close", ticket_now.state)
    now = at or timezone.now()
    entry = write_entry(ticket_now, Entry.Kind.CLOSURE, by=by, body=body_of(remark, field="remark"), at=now)
    ticket_now.state, ticket_now.closed_at, ticket_now.waits_for_staff = state, now, False
    touch(ticket_now, "state", "closed_at", "waits_for_staff", at=now)
    record("ticket.closed", ticket_now, by=by, entry=entry.pk)
    return entry


@transaction.atomic
def reopen(ticket: Ticket, *, by: User, reason: str) -> Entry:
    """Undo a closure: the question is worked on again by the same consultant."""
    ticket_now = locked(ticket)
    state = after("reopen", ticket_now.state)
    html = body_of(reason, field="reason", required=_("请说明重新打开的原因。"))
    entry = write_entry(ticket_now, Entry.Kind.REOPENING, by=by, body=html)
    ticket_now.state, ticket_now.closed_at, ticket_now.resolved_at, ticket_now.waits_for_staff = state, None, None, True
    touch(ticket_now, "state", "closed_at", "resolved_at", "waits_for_staff")
    record("ticket.reopened", ticket_now, by=by, entry=entry.pk)
    return entry
