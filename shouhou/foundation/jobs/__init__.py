"""Durable work outside the request: outbox, lease, retry, dead letter, schedule, progress.

A room declares work by `@job("wechat.send")` in its `jobs.py` and queues it by `enqueue` in the transaction of the verb:
the row exists if the verb happened. A worker takes it under a lease, so that it is done at least once whatever crashes.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade
from shouhou.foundation.jobs.declaring import GiveUp, Report, Retry, Stopped, job, schedule

if TYPE_CHECKING:
    from shouhou.foundation.jobs.models import Job, State
    from shouhou.foundation.jobs.queueing import cancel, discard, enqueue, revive
    from shouhou.foundation.jobs.running import work_off

__all__ = ["GiveUp", "Job", "Report", "Retry", "State", "Stopped", "cancel", "discard", "enqueue", "job", "revive", "schedule",
           "work_off"]
__getattr__ = facade(__name__, {"Job": "models", "State": "models", "cancel": "queueing", "discard": "queueing",
                                "enqueue": "queueing", "revive": "queueing", "work_off": "running"})
