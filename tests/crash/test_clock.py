"""Clocks that jump and times of two zones: the database holds UTC, people read Shanghai, and what is due is done once whatever the clock did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from shouhou.foundation.jobs.models import Job, Schedule
from shouhou.foundation.jobs.scheduling import tend
from shouhou.foundation.jobs.tests.doubles.errand import errand, recur
from shouhou.support.tickets.models import Ticket

__all__ = ["errand"]
pytestmark = pytest.mark.durability("D31")
STEPS = [timedelta(minutes=-5), timedelta(minutes=5), timedelta(hours=-1), timedelta(hours=1)]


def test_times_are_stored_in_utc_and_shown_in_shanghai(cast):
    at = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
    ticket = cast.ask(at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT created_at FROM tickets_ticket WHERE id = %s", [ticket.pk])
        stored = cursor.fetchone()[0]
    stored = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    assert (stored.astimezone(UTC) if stored.tzinfo else stored.replace(tzinfo=UTC)) == at
    assert Ticket.objects.get(pk=ticket.pk).created_at == at
    assert "2026-03-02 01:30" in cast.client(cast.guwen).get(f"/workbench/tickets/{ticket.number}/").content.decode()


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_recurring_job_goes_on_at_its_pace_after_the_clock_was_set(db, errand, monkeypatch, step):
    recur("errand", 60)
    start, shift = timezone.now(), timedelta()
    clock = [start]
    for module in ("scheduling", "queueing"):
        monkeypatch.setattr(f"shouhou.foundation.jobs.{module}.timezone.now", lambda: clock[0] + shift)
    tend()
    fired = 0
    for second in range(0, 1200, 10):
        clock[0] = start + timedelta(seconds=second)
        if second == 600:
            shift = step
        tend()
        fired += Job.objects.all().delete()[0]  # as if it had been done
    steady, jumped = 1200 // 60, 1 if step > timedelta() else 0
    assert abs(fired - steady - jumped) <= 2, "neither silent for as long as the clock went back, nor all that a jump forward skipped at once"
    assert Schedule.objects.get().next_at <= clock[0] + shift + timedelta(seconds=60)
