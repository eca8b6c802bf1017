"""Nothing is forgotten (HJ-0-02): reminders when 预计处理 has come, escalation when it stays undone, closing what is long finished."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.foundation.events import record
from shouhou.registry.organizations.belonging import vendor
from shouhou.support.tickets.actions import close
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Entry, Ticket

BATCH = 2000
"""Questions closed in one run; the next run takes the next ones."""


def undone(now: datetime) -> QuerySet[Any]:
    """Questions being worked on whose 预计处理 is today or past and that have no 处理 since that was promised."""
    today = timezone.localdate(now)
    return Ticket.objects.filter(state=State.WORKING, promised_on__lte=today)  # type: ignore[no-any-return]


def is_handled(ticket: Ticket) -> bool:
    """Whether a handling was written on or after the promised day."""
    if ticket.promised_on is None:
        return True
    begin = timezone.make_aware(datetime.combine(ticket.promised_on, datetime.min.time()))
    return Entry.objects.filter(ticket=ticket, kind=Entry.Kind.HANDLING, at__gte=begin).exists()


def remind(now: datetime | None = None) -> int:
    """Remind each consultant once a day of what is due and undone; answers of how many questions. Safe to run again."""
    now = now or timezone.now()
    today, done = timezone.localdate(now), 0
    due = undone(now).filter(Q(reminded_on=None) | Q(reminded_on__lt=today)).order_by("promised_on", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        done += _once_today(pk, "reminded_on", "ticket.overdue", now)
    return done


def escalate(now: datetime | None = None) -> int:
    """Tell the supervisors, once a day, of what is past 预计处理 by the vendor's number of days; answers of how many questions."""
    now = now or timezone.now()
    today, done = timezone.localdate(now), 0
    since = today - timedelta(days=vendor().escalate_days)
    due = undone(now).filter(promised_on__lte=since).filter(Q(escalated_on=None) | Q(escalated_on__lt=today)).order_by("promised_on", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        done += _once_today(pk, "escalated_on", "ticket.escalated", now)
    return done


@transaction.atomic
def _once_today(pk: int, column: str, verb: str, now: datetime) -> int:
    """Mark the question as told about today and record it; nothing when another worker did, or when it was handled meanwhile."""
    today = timezone.localdate(now)
    ticket = Ticket.objects.select_for_update(of=("self",)).filter(pk=pk, state=State.WORKING).filter(
        Q(**{column: None}) | Q(**{f"{column}__lt": today})).first()
    if ticket is None or ticket.promised_on is None or ticket.promised_on > today:
        return 0
    setattr(ticket, column, today)
    ticket.save(update_fields=[column])
    if is_handled(ticket):
        return 0
    record(verb, ticket, by=None, promised_on=ticket.promised_on.isoformat(), days=(today - ticket.promised_on).days, assignee=ticket.assignee_id)
    return 1


def close_finished(now: datetime | None = None) -> int:
    """Close what has been 处理完成 for the vendor's number of days without a word from the customer; answers how many."""
    now = now or timezone.now()
    quiet_since = now - timedelta(days=vendor().auto_close_days)
    done = 0
    for ticket in list(Ticket.objects.filter(state=State.RESOLVED, waits_for_staff=False, updated_at__lte=quiet_since).order_by("pk")[:BATCH]):
        try:
            close(ticket, by=None, at=now)
        except Refused:  # sent back or closed a moment ago
            continue
        done += 1
    return done
