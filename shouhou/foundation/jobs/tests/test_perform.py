from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.foundation.jobs import GiveUp, Job, Retry, State, Stopped, cancel, discard, enqueue, revive, work_off
from shouhou.foundation.jobs.running import Progress, claim, pause, perform
from shouhou.foundation.jobs.tests.doubles.errand import BURIED, errand

__all__ = ["errand"]


def due_now(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now())


def test_the_result_is_kept(db, errand):
    errand["do"] = lambda payload, progress: {"rows": payload["n"] * 2}
    enqueue("errand", {"n": 21})
    (job,) = work_off()
    assert (job.state, job.result, job.attempts, job.due_at) == (State.DONE, {"rows": 42}, 1, None)


def test_a_failed_try_is_repeated_later_and_buried_after_the_last(db, errand):
    errand["do"] = lambda payload, progress: 1 / 0
    job = enqueue("errand", {})
    for attempt in (1, 2, 3):
        due_now(job)
        (job,) = work_off()
        assert job.attempts == attempt
        assert job.state == (State.FAILED if attempt < 3 else State.DEAD)
    assert "ZeroDivisionError" in job.error
    assert [job] == BURIED


def test_the_pauses_grow_to_an_hour():
    assert 8 <= pause(1) <= 12
    assert 24 <= pause(2) <= 36
    assert 2880 <= pause(8) <= 4320


def test_retry_says_when(db, errand):
    def do(payload, progress):
        raise Retry("邮件服务器没有应答", after=600)

    errand["do"] = do
    enqueue("errand", {})
    (job,) = work_off()
    assert job.state == State.FAILED
    assert job.error == "邮件服务器没有应答"
    assert timedelta(seconds=590) < job.due_at - timezone.now() <= timedelta(seconds=600)


def test_give_up_buries_at_once(db, errand):
    def do(payload, progress):
        raise GiveUp("地址不存在")

    errand["do"] = do
    enqueue("errand", {})
    (job,) = work_off()
    assert (job.state, job.error, BURIED) == (State.DEAD, "地址不存在", [job])


def test_secrets_stay_out_of_the_error(db, errand):
    def do(payload, progress):
        raise RuntimeError("GET https://api.example/send?access_token=abcdef123456&x=1 -> 500")

    errand["do"] = do
    enqueue("errand", {})
    (job,) = work_off()
    assert "abcdef123456" not in job.error
    assert "access_token=***" in job.error


def test_progress_is_written_at_most_twice_a_second(db, errand, django_assert_max_num_queries):
    job = enqueue("errand", {})
    claimed = claim("w")
    progress = Progress(claimed)
    with django_assert_max_num_queries(1):
        for done in range(500):
            progress(done, 1000, "读取中")
    job.refresh_from_db()
    assert (job.done, job.total, job.percent) == (0, 1000, 0)


def test_the_last_progress_is_kept(db, errand):
    def do(payload, progress):
        progress(0, 3)
        progress(3, message="3 行")

    errand["do"] = do
    enqueue("errand", {})
    (job,) = work_off()
    assert (job.done, job.total, job.percent, job.message) == (3, 3, 100, "3 行")


def test_a_cancelled_job_leaves_at_its_next_progress(db, errand):
    left = []

    def do(payload, progress):
        cancel(progress.job)
        try:
            progress(1, 2)
        except Stopped:
            left.append(True)
            raise

    errand["do"] = do
    enqueue("errand", {})
    (job,) = work_off()
    assert left == [True]
    assert job.state == State.CANCELLED


def test_a_waiting_job_is_cancelled_at_once_and_a_finished_one_is_not(db, errand):
    errand["do"] = lambda payload, progress: None
    waiting = enqueue("errand", {}, at=timezone.now() + timedelta(days=1))
    assert cancel(waiting)
    enqueue("errand", {})
    (done,) = work_off()
    assert not cancel(done)


def test_a_dead_letter_gets_new_tries_or_is_put_away(db, errand, django_user_model):
    errand["do"] = lambda payload, progress: "ok"
    boss = django_user_model.objects.create_user("boss", name="主管")
    job = enqueue("errand", {})
    with pytest.raises(Refused):
        revive(job, by=boss)
    Job.objects.filter(pk=job.pk).update(state=State.DEAD, due_at=None, attempts=3)
    revive(job, by=boss)
    assert work_off()[0].result == "ok"
    with pytest.raises(Refused):
        discard(job, by=boss)


@pytest.mark.durability("D14")
def test_a_vanished_worker_loses_its_job_to_another(db, errand):
    errand["do"] = lambda payload, progress: "done by the second"
    enqueue("errand", {})
    lost = claim("first")
    assert claim("second") is None
    due_now(lost)
    taken = claim("second")
    assert (taken.pk, taken.attempts) == (lost.pk, 2)
    errand["do"] = lambda payload, progress: "late answer of the first"
    perform(lost)
    taken.refresh_from_db()
    assert taken.state == State.RUNNING, "who lost the lease writes nothing"


@pytest.mark.durability("D14")
def test_a_job_that_kills_its_worker_becomes_a_dead_letter(db, errand):
    job = enqueue("errand", {})
    for _ in range(3):
        assert claim("w") is not None
        due_now(job)
    assert claim("w") is None
    job.refresh_from_db()
    assert job.state == State.DEAD
    assert [job] == BURIED


def test_a_job_of_an_unknown_kind_waits_for_a_version_that_knows_it(db, errand):
    Job.objects.create(name="from the future")
    (job,) = work_off()
    assert job.state == State.FAILED
