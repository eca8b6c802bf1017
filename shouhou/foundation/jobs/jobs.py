"""The ground's own recurring work: throwing away what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as word

from shouhou.foundation.accounts.models import Throttle
from shouhou.foundation.idempotency.models import Answer
from shouhou.foundation.jobs.declaring import Report, job, schedule
from shouhou.foundation.jobs.models import Job, State

KEEP_DONE, KEEP_DEAD, KEEP_ANSWERS = timedelta(days=14), timedelta(days=90), timedelta(days=7)
BATCH = 500
RUN_TASK = "django.task"


@job(RUN_TASK, label=word("执行后台函数"))
def run_task(payload: dict[str, Any], progress: Report) -> Any:
    """Call a `django.tasks` task that was queued through `tasks.JobBackend`: {path, args, kwargs}."""
    return import_string(payload["path"]).call(*payload["args"], **payload["kwargs"])


@schedule("jobs.tidy", label=word("清理旧任务记录"), at="03:20")
def tidy(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Delete finished jobs after 14 days, dead ones after 90, idempotency answers after 7, sessions and budgets when over.

    In batches, so that a writer never waits long. Answers how many of each went.
    """
    now = timezone.now()
    old: dict[str, QuerySet[Any]] = {
        "done": Job.objects.filter(state__in=[State.DONE, State.CANCELLED], finished_at__lt=now - KEEP_DONE),
        "dead": Job.objects.filter(state=State.DEAD, finished_at__lt=now - KEEP_DEAD),
        "answers": Answer.objects.filter(at__lt=now - KEEP_ANSWERS),
        "sessions": Session.objects.filter(expire_date__lt=now),
        "budgets": Throttle.objects.filter(until__lt=now - timedelta(days=1)),
    }
    gone = dict.fromkeys(old, 0)
    for what, rows in old.items():
        while keys := list(rows.values_list("pk", flat=True)[:BATCH]):
            rows.model._default_manager.filter(pk__in=keys).delete()
            gone[what] += len(keys)
            progress(sum(gone.values()))
    return gone
