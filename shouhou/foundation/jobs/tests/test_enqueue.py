from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from shouhou.foundation.jobs import Job, State, enqueue, work_off
from shouhou.foundation.jobs.queueing import WAKE
from shouhou.foundation.jobs.tests.doubles.errand import errand

__all__ = ["errand"]


def test_a_rolled_back_verb_leaves_no_job(db, errand):
    with pytest.raises(ValueError), transaction.atomic():
        enqueue("errand", {})
        raise ValueError
    assert not Job.objects.exists()


def test_the_worker_is_woken_only_on_commit(db, errand, django_capture_on_commit_callbacks):
    WAKE.clear()
    with django_capture_on_commit_callbacks(execute=True):
        enqueue("errand", {})
        assert not WAKE.is_set()
    assert WAKE.is_set()


def test_a_waiting_twin_is_answered_instead_of_a_second_job(db, errand):
    first = enqueue("errand", {"n": 1}, dedup="index:5")
    assert enqueue("errand", {"n": 2}, dedup="index:5") == first
    assert enqueue("errand", {"n": 3}, dedup="index:6") != first
    assert enqueue("long errand", {}, dedup="index:5") != first


def test_a_running_job_does_not_hide_a_new_one(db, errand):
    seen = []

    def do(payload, progress):
        if not seen:
            seen.append(enqueue("errand", {}, dedup="x"))

    errand["do"] = do
    first = enqueue("errand", {}, dedup="x")
    assert [job.pk for job in work_off()] == [first.pk, seen[0].pk]


def test_a_job_put_off_waits(db, errand):
    errand["do"] = lambda payload, progress: None
    job = enqueue("errand", {}, at=timezone.now() + timedelta(minutes=5))
    assert work_off() == []
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
    assert work_off()[0].state == State.DONE


def test_an_undeclared_name_is_refused_at_once(db):
    with pytest.raises(KeyError):
        enqueue("no such thing", {})
