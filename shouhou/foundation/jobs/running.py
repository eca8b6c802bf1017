"""Taking one due job and carrying it through: lease, progress, result, retry, burial."""

from __future__ import annotations

import logging
import random
import re
import threading
import time
import traceback
from collections.abc import Collection
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.jobs.declaring import KINDS, GiveUp, Retry, Stopped
from shouhou.foundation.jobs.models import Job, State
from shouhou.foundation.trace import Doing, accepted, during

log = logging.getLogger(__name__)
done = logging.getLogger("shouhou.done")
LEASE = 30.0
"""Seconds a worker owns a job without a heartbeat; afterwards another may take it."""
PROGRESS_EVERY = 0.5
FIRST_PAUSE, PAUSE_FACTOR, LONGEST_PAUSE = 10.0, 3.0, 3600.0
SECRETS = re.compile(r"(?i)((?:access_?token|secret|password|passwd|token|sig(?:nature)?|key)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;]{4,}")


def pause(attempt: int) -> float:
    """Seconds before the next try after the `attempt`-th failed: 10, 30, 90 … 3600, each up to a fifth more or less."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * PAUSE_FACTOR ** (attempt - 1)) * random.uniform(0.8, 1.2)  # noqa: S311


def claim(worker: str, *, without: Collection[str] = (), mine: Collection[int] = ()) -> Job | None:
    """Take the next due job under a lease, or None. `without` are names not to take, `mine` ids this worker is running.

    A look at an empty queue is one plain read. Of several workers exactly one gets a job: PostgreSQL by SKIP LOCKED,
    SQLite because its write transactions exclude one another.
    """
    due = Job.objects.due().exclude(name__in=list(without)).exclude(pk__in=list(mine))  # type: ignore[attr-defined]
    while due.exists():
        with transaction.atomic():
            job: Job | None = due.select_for_update(skip_locked=True).first()
            if job is None:
                return None
            if job.state == State.RUNNING and job.attempts >= _tries(job):
                bury(job, _("执行它的进程中断了 %(times)s 次。") % {"times": job.attempts})
                continue
            now = timezone.now()
            job.state, job.worker, job.attempts = State.RUNNING, worker, job.attempts + 1
            job.due_at, job.heartbeat_at, job.started_at = now + timedelta(seconds=LEASE), now, now
            job.save(update_fields=["state", "worker", "attempts", "due_at", "heartbeat_at", "started_at"])
            return job
    return None


def _tries(job: Job) -> int:
    return KINDS[job.name].tries if job.name in KINDS else 8


def held(job: Job) -> Any:
    """The job's row as long as it is still ours: same try, still running. Whoever lost it writes nothing."""
    return Job.objects.filter(pk=job.pk, worker=job.worker, attempts=job.attempts, state=State.RUNNING)


class Progress:
    """How far a job is; written to the row at most twice a second. Raises `Stopped` when the job is no longer ours."""

    def __init__(self, job: Job, stopping: threading.Event | None = None) -> None:
        self.job = job
        self._stopping = stopping
        self._written = 0.0

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None:
        """`done` of `total` pieces; the total stays what it was when not given."""
        job = self.job
        job.done, job.total, job.message = done, job.total if total is None else total, message[:300] or job.message
        if self._stopping is not None and self._stopping.is_set():
            raise Stopped
        if time.monotonic() - self._written < PROGRESS_EVERY:
            return
        self._written = time.monotonic()
        if not held(job).update(done=job.done, total=job.total, message=job.message):
            raise Stopped


def perform(job: Job, *, stopping: threading.Event | None = None) -> None:
    """Do a claimed job and write down how it went, under the id of the request that asked for it. Never raises for what the job did."""
    began = time.perf_counter()
    with during(Doing(accepted(job.trace), job.name)):
        state = _performed(job, stopping)
        done.info("job ended", extra={"job": job.pk, "state": state, "attempt": job.attempts, "ms": round((time.perf_counter() - began) * 1000, 1)})


def _performed(job: Job, stopping: threading.Event | None) -> str:
    """The work itself; answers in a word how it went."""
    kind = KINDS.get(job.name)
    try:
        if kind is None:
            raise Retry(_("这个版本不认识任务“%(name)s”。") % {"name": job.name})
        result = kind.work(job.payload, Progress(job, stopping))
    except Stopped:
        if stopping is not None and stopping.is_set():
            hand_back(job)
        return "stopped"
    except Retry as later:
        _settle(job, str(later), later.after)
        return "retry"
    except GiveUp as never:
        _insist(partial(bury, job, str(never)))
        return "gave up"
    except Exception as error:
        log.exception("job %s failed", job)
        _settle(job, _described(error), None)
        return "failed"
    _insist(partial(_finish, job, result))
    return "done"


def _described(error: BaseException) -> str:
    """The error with the places it came through, without values that look like secrets."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = "\n".join(f"{f.filename.rsplit('/shouhou/', 1)[-1]}:{f.lineno} {f.name}" for f in frames)
    return SECRETS.sub(r"\1***", f"{type(error).__name__}: {error}"[:2000]) + "\n" + where


def _finish(job: Job, result: Any) -> None:
    now = timezone.now()
    held(job).update(state=State.DONE, due_at=None, result=result, error="", finished_at=now,
                     done=job.total if job.total is not None else job.done, total=job.total, message=job.message)


def _settle(job: Job, message: str, after: float | None) -> None:
    """A try failed: plan the next one, or bury the job after the last."""
    if job.attempts >= _tries(job):
        _insist(partial(bury, job, message))
        return
    due = timezone.now() + timedelta(seconds=pause(job.attempts) if after is None else after)
    _insist(partial(held(job).update, state=State.FAILED, due_at=due, error=SECRETS.sub(r"\1***", message)))


@transaction.atomic
def bury(job: Job, message: str) -> None:
    """Make it a dead letter, and tell the room that declared it."""
    message = SECRETS.sub(r"\1***", message)
    if held(job).update(state=State.DEAD, due_at=None, error=message, finished_at=timezone.now()):
        job.state, job.error = State.DEAD, message
        kind = KINDS.get(job.name)
        if kind is not None and kind.on_dead is not None:
            kind.on_dead(job)


def hand_back(job: Job) -> None:
    """The worker stops in an orderly way: the job is due again at once and this try does not count."""
    held(job).update(state=State.FAILED, due_at=timezone.now(), attempts=job.attempts - 1)


def _insist(write: Any) -> None:
    """The outcome must reach the database: try a few times before leaving it to the lease."""
    for wait in (0.2, 1.0, 3.0):
        try:
            write()
            return
        except OperationalError:
            if transaction.get_connection().in_atomic_block:
                raise
            time.sleep(wait)
    write()


def work_off(*, most: int = 1000) -> list[Job]:
    """Do everything that is due now in the calling thread, and what that work queues in turn. Answers the jobs as they stand."""
    performed: list[Job] = []
    while len(performed) < most and (job := claim("work-off")) is not None:
        perform(job)
        job.refresh_from_db()
        performed.append(job)
    return performed
