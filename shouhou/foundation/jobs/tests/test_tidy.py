from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shouhou.foundation.jobs import Job, State
from shouhou.foundation.jobs.jobs import tidy


def test_old_finished_jobs_go_and_the_rest_stays(db):
    now = timezone.now()
    for state, days in ((State.DONE, 20), (State.DONE, 1), (State.DEAD, 20), (State.DEAD, 100), (State.CANCELLED, 20)):
        Job.objects.create(name="x", state=state, due_at=None, finished_at=now - timedelta(days=days))
    Job.objects.create(name="waiting", created_at=now - timedelta(days=400))
    gone = tidy({}, lambda *args, **kwargs: None)
    assert (gone["done"], gone["dead"]) == (2, 1)
    assert Job.objects.count() == 3
