"""Putting work into the queue and deciding about it. A job is written in the caller's transaction: the queue is the outbox."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.jobs.declaring import KINDS
from shouhou.foundation.jobs.models import WAITING, Job, State
from shouhou.foundation.trace import current

if TYPE_CHECKING:
    from shouhou.foundation.accounts.models import User

WAKE = threading.Event()
"""Set when there may be work for the worker of this process; other processes find it at their next look."""


def enqueue(name: str, payload: dict[str, Any], *, dedup: str = "", at: datetime | None = None, by: User | None = None) -> Job:
    """Queue a job of a declared kind; it exists if and only if the surrounding transaction commits.

    With `dedup`, a job of the same name and key that still waits is answered instead of a second one; it is held until
    the caller commits, so that it runs with the caller's changes in sight. `at` puts it off. Raises KeyError for a name
    that no room declares.
    """
    KINDS[name]
    found = _make(name, payload, dedup, at, by)
    transaction.on_commit(WAKE.set, robust=True)
    return found


def _make(name: str, payload: dict[str, Any], dedup: str, at: datetime | None, by: User | None) -> Job:
    fresh = Job(name=name, payload=payload, dedup=dedup[:120], due_at=at or timezone.now(), created_by=by, trace=current())
    if not dedup:
        fresh.save(force_insert=True)
        return fresh
    while True:
        with transaction.atomic():
            waiting = Job.objects.select_for_update().filter(name=name, dedup=dedup[:120], state__in=WAITING).first()
            if waiting is not None:
                return waiting
            try:
                with transaction.atomic():
                    fresh.save(force_insert=True)
                return fresh
            except IntegrityError:  # another transaction was quicker: use its job, unless a worker has it already
                fresh.pk = None


@transaction.atomic
def cancel(job: Job) -> bool:
    """Stop a job that waits or runs; a running one leaves at its next progress. False when it is over already."""
    changed = Job.objects.filter(pk=job.pk, state__in=[*WAITING, State.RUNNING]).update(
        state=State.CANCELLED, due_at=None, finished_at=timezone.now())
    job.refresh_from_db()
    return bool(changed)


@transaction.atomic
def revive(job: Job, *, by: User) -> Job:
    """Give a dead or cancelled job a new set of tries, from now."""
    changed = Job.objects.filter(pk=job.pk, state__in=[State.DEAD, State.CANCELLED]).update(
        state=State.FAILED, due_at=timezone.now(), attempts=0, finished_at=None, message="")
    if not changed:
        raise Refused(_("只有已失败或已取消的任务可以重试。"))
    transaction.on_commit(WAKE.set, robust=True)
    job.refresh_from_db()
    return job


@transaction.atomic
def discard(job: Job, *, by: User) -> None:
    """Take a job off the list of dead letters, or cancel one that has not finished."""
    changed = Job.objects.filter(pk=job.pk).exclude(state__in=[State.DONE, State.CANCELLED]).update(
        state=State.CANCELLED, due_at=None, finished_at=timezone.now())
    if not changed:
        raise Refused(_("这个任务已经结束。"))
    job.refresh_from_db()
