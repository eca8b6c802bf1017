"""转交: another consultant takes over."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.tickets.lifecycle import after
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.writing import body_of, locked, touch, write_entry


@transaction.atomic
def transfer(ticket: Ticket, *, by: User, to: User, reason: str = "") -> Entry:
    """Hand an open question to `to`, who must be able to handle questions. A waiting one still needs that person's acceptance.

    Whoever had it no longer sees it by having had it (security row 56). The customer sees the new name, not the reason.
    """
    ticket_now = locked(ticket)
    after("transfer", ticket_now.state)
    if not to.is_active or not can(to, "tickets.handle"):
        raise Refused(to=_("只能转交给可以处理问题单的在职顾问。"))
    if ticket_now.assignee_id == to.pk:
        raise Refused(to=_("这张问题单已经在%(to)s名下。") % {"to": to.name})
    html = body_of(reason, field="reason", required=_("请说明转交原因。"))
    entry = write_entry(ticket_now, Entry.Kind.TRANSFER, by=by, body=html, recipient=to, is_internal=True)
    before = ticket_now.assignee_id
    ticket_now.assignee, ticket_now.waits_for_staff = to, True
    touch(ticket_now, "assignee", "waits_for_staff")
    record("ticket.transferred", ticket_now, by=by, entry=entry.pk, to=to.pk, before=before)
    return entry
