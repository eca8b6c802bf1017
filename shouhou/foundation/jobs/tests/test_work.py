"""The worker with its threads, on a database of its own."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection

from shouhou.foundation.jobs import Job, State, enqueue
from shouhou.foundation.jobs.running import claim
from shouhou.foundation.jobs.tests.doubles.errand import errand
from shouhou.foundation.jobs.working import Worker
from tests.crash.threads import shared_database

__all__ = ["errand", "shared_database"]


@pytest.fixture
def worker(shared_database, errand):
    working = Worker(poll=0.05)
    yield working
    working.stop()


def until(true, within=5.0):
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_queued_work_is_done_soon(worker, errand):
    errand["do"] = lambda payload, progress: payload["n"]
    worker.start()
    began = time.monotonic()
    jobs = [enqueue("errand", {"n": n}) for n in range(5)]
    until(lambda: Job.objects.filter(state=State.DONE).count() == len(jobs))
    assert time.monotonic() - began < 3


def test_long_jobs_leave_a_thread_for_the_others(worker, errand):
    hold = threading.Event()
    errand["do"] = lambda payload, progress: hold.wait(5) if payload else None
    for _ in range(3):
        enqueue("long errand", {"wait": True})
    short = enqueue("errand", {})
    worker.start()
    until(lambda: Job.objects.filter(pk=short.pk, state=State.DONE).exists())
    assert Job.objects.filter(name="long errand", state=State.RUNNING).count() == 2
    hold.set()
    until(lambda: Job.objects.filter(state=State.DONE).count() == 4)


def test_an_orderly_stop_hands_the_job_back_without_counting_the_try(worker, errand):
    begun = threading.Event()

    def do(payload, progress):
        begun.set()
        while True:
            time.sleep(0.01)
            progress(1)

    errand["do"] = do
    job = enqueue("errand", {})
    worker.start()
    assert begun.wait(5)
    worker.stop()
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.FAILED, 0)


@pytest.mark.durability("D9")
def test_of_many_workers_exactly_one_gets_a_job(worker, errand):
    wanted = 20
    for _ in range(wanted):
        enqueue("errand", {})
    got: list[int] = []

    def take(name):
        while (job := claim(name)) is not None:
            got.append(job.pk)
        connection.close()

    threads = [threading.Thread(target=take, args=(f"w{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(got) == len(set(got)) == wanted
