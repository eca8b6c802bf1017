"""内部备注: for colleagues; the customer never sees it, nor that it exists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.writing import body_of, locked, reindex, write_entry


@transaction.atomic
def note(ticket: Ticket, *, by: User, body: str, uploads: Sequence[str] = (), at: datetime | None = None) -> Entry:
    """Add an internal note. It does not change the time the customer sees as 更新时间."""
    ticket_now = locked(ticket)
    html = body_of(body, required=_("请填写备注内容。"))
    entry = write_entry(ticket_now, Entry.Kind.NOTE, by=by, body=html, uploads=uploads, is_internal=True, at=at)
    reindex(ticket_now)
    record("ticket.noted", ticket_now, by=by, entry=entry.pk)
    return entry
