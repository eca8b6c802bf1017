"""Recurring work: each due time fires once, however many workers look, and once only after an outage."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shouhou.foundation.jobs.declaring import RECURRENCES, Recurrence
from shouhou.foundation.jobs.models import Schedule
from shouhou.foundation.jobs.queueing import enqueue


def following(recurrence: Recurrence, now: datetime) -> datetime:
    """The first due time after `now`. A daily time counts in the server's time zone; others align to whole periods."""
    if recurrence.at is not None:
        local = timezone.localtime(now)
        due = local.replace(hour=recurrence.at.hour, minute=recurrence.at.minute, second=recurrence.at.second, microsecond=0)
        return due if due > local else due + timedelta(days=1)
    period = recurrence.every
    return datetime.fromtimestamp((now.timestamp() // period + 1) * period, tz=now.tzinfo)


def tend() -> int:
    """Enqueue what is due by the schedules and answer how many fired. Without anything due this only reads.

    A new declaration gets its row here. A clock that was set back leaves due times too far ahead; they are pulled in.
    """
    now = timezone.now()
    known = {row.name: row for row in Schedule.objects.all()}
    fired = 0
    for recurrence in RECURRENCES.values():
        row = known.get(recurrence.name)
        coming = following(recurrence, now)
        if row is None:
            Schedule.objects.bulk_create([Schedule(name=recurrence.name, next_at=coming)], ignore_conflicts=True)
        elif row.next_at > coming:
            Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=coming)
        elif row.next_at <= now:
            fired += _fire(row, coming, now)
    return fired


@transaction.atomic
def _fire(row: Schedule, coming: datetime, now: datetime) -> int:
    """Move the due time on; only who moved it enqueues."""
    moved = Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(next_at=coming, last_at=now)
    if moved:
        enqueue(row.name, {"due": row.next_at.isoformat()}, dedup="schedule")
    return moved
