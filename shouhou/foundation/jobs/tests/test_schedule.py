from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.jobs.declaring import Recurrence
from shouhou.foundation.jobs.models import Job, Schedule
from shouhou.foundation.jobs.scheduling import following, tend
from shouhou.foundation.jobs.tests.doubles.errand import errand, recur

__all__ = ["errand"]
pytestmark = pytest.mark.durability("D15")


def test_what_is_due_fires_once_for_two_workers(db, errand):
    recur("errand", 60)
    tend()
    Schedule.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    stale = Schedule.objects.get()
    assert tend() == 1
    from shouhou.foundation.jobs.scheduling import _fire

    assert _fire(stale, following(Recurrence("errand", 60, None), timezone.now()), timezone.now()) == 0, "the other saw the same row"
    assert Job.objects.count() == 1


def test_after_an_outage_it_catches_up_once(db, errand):
    recur("errand", 60)
    tend()
    Schedule.objects.update(next_at=timezone.now() - timedelta(hours=2))
    assert (tend(), tend()) == (1, 0)
    assert Schedule.objects.get().next_at > timezone.now()


def test_a_clock_set_back_does_not_silence_it(db, errand):
    recur("errand", 60)
    tend()
    Schedule.objects.update(next_at=timezone.now() + timedelta(hours=1))
    tend()
    assert Schedule.objects.get().next_at <= timezone.now() + timedelta(seconds=60)


def test_idle_it_only_reads(db, errand, django_assert_num_queries):
    recur("errand", 3600)
    tend()
    with django_assert_num_queries(1) as captured:
        assert tend() == 0
    assert captured.captured_queries[0]["sql"].startswith("SELECT")


def test_a_daily_time_counts_in_shanghai():
    at = Recurrence("x", 86400, time(3, 20))
    assert following(at, datetime(2026, 11, 22, 19, 19, tzinfo=UTC)) == datetime(2026, 11, 22, 19, 20, tzinfo=UTC)
    assert following(at, datetime(2026, 11, 22, 19, 20, tzinfo=UTC)) == datetime(2026, 11, 23, 19, 20, tzinfo=UTC)
