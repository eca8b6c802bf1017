"""追问: somebody adds to a question that is not closed (LC-4a-13)."""

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
def follow_up(ticket: Ticket, *, by: User, body: str, uploads: Sequence[str] = (), at: datetime | None = None,
              from_staff: bool = False) -> Entry:
    """Add a message both sides see. The customer's waits for the consultant; `from_staff` asks something back."""
    ticket_now = locked(ticket)
    after("follow_up", ticket_now.state)
    html = body_of(body, required=_("请填写内容。"))
    entry = write_entry(ticket_now, Entry.Kind.FOLLOW_UP, by=by, body=html, uploads=uploads, at=at)
    ticket_now.waits_for_staff = not from_staff
    touch(ticket_now, "waits_for_staff", at=at)
    reindex(ticket_now)
    record("ticket.followed_up", ticket_now, by=by, entry=entry.pk, from_staff=from_staff)
    return entry
