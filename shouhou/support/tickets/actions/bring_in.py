"""One step in the life of a question that another system has recorded (an event log, brought in by an import)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Entry, Term, Ticket
from shouhou.support.tickets.writing import body_of, locked, reindex, touch, write_entry


@transaction.atomic
def bring_in(ticket: Ticket, *, by: User, at: datetime, state: State, author_name: str = "", body: str = "", outcome: Term | None = None,
             resolved_at: datetime | None = None, closed_at: datetime | None = None, is_first: bool = False) -> Ticket:
    """Write what happened at `at` as a handling by `author_name`, and leave the question in `state`.

    Times go as the other system had them; nobody is told. `is_first` says where the question stood when it was first seen and
    writes an entry only when there is something to say.
    """
    now = locked(ticket)
    html = body_of(body)
    if html or not is_first:
        now.handling_count += 1
        write_entry(now, Entry.Kind.HANDLING, by=None, author_name=author_name[:60], body=html, ordinal=now.handling_count, outcome=outcome, at=at)
    now.state, now.waits_for_staff = state, state == State.WAITING
    if state != State.WAITING and now.accepted_at is None:
        now.accepted_at = at
    now.resolved_at = (resolved_at or now.resolved_at or at) if state in (State.RESOLVED, State.CLOSED) else None
    now.closed_at = (closed_at or now.closed_at or at) if state == State.CLOSED else None
    touch(now, "handling_count", "state", "waits_for_staff", "accepted_at", "resolved_at", "closed_at", at=max(at, now.updated_at) if not is_first else at)
    if html:
        reindex(now)
    record("ticket.brought_in", now, by=by, state=state.value, at=at.isoformat(), author=author_name[:60])
    return now
