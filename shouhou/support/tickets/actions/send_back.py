"""未解决退回: the customer says that a finished question is not solved (LC-4a-13)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.tickets.lifecycle import after
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.writing import body_of, locked, reindex, touch, write_entry


@transaction.atomic
def send_back(ticket: Ticket, *, by: User, reason: str, uploads: Sequence[str] = (), at: datetime | None = None) -> Entry:
    """Give a resolved question back to its consultant with what is still wrong. Its handlings stay, the next one counts on."""
    ticket_now = locked(ticket)
    state = after("send_back", ticket_now.state)
    html = body_of(reason, field="reason", required=_("请说明哪里还没有解决。"))
    entry = write_entry(ticket_now, Entry.Kind.RETURN, by=by, body=html, uploads=uploads, at=at)
    ticket_now.state, ticket_now.resolved_at, ticket_now.waits_for_staff = state, None, True
    touch(ticket_now, "state", "resolved_at", "waits_for_staff", at=at)
    reindex(ticket_now)
    record("ticket.sent_back", ticket_now, by=by, entry=entry.pk)
    return entry
