"""Django's task interface on this queue: `TASKS = {"default": {"BACKEND": "shouhou.foundation.jobs.tasks.JobBackend"}}`.

For libraries that speak `django.tasks`; our own rooms use `@job` and `enqueue`.
"""

from __future__ import annotations

from typing import Any

from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskResult, TaskResultStatus
from django.tasks.exceptions import InvalidTask, TaskResultDoesNotExist
from django.utils.module_loading import import_string

from shouhou.foundation.jobs.jobs import RUN_TASK
from shouhou.foundation.jobs.models import Job, State
from shouhou.foundation.jobs.queueing import enqueue

STATUS = {State.READY: TaskResultStatus.READY, State.FAILED: TaskResultStatus.READY, State.RUNNING: TaskResultStatus.RUNNING,
          State.DONE: TaskResultStatus.SUCCESSFUL, State.DEAD: TaskResultStatus.FAILED, State.CANCELLED: TaskResultStatus.FAILED}


class JobBackend(BaseTaskBackend):
    """Queues a task as a job. Results stay as long as finished jobs do."""

    supports_defer = True
    supports_get_result = True

    def enqueue(self, task: Task, args: Any, kwargs: Any) -> TaskResult:
        self.validate_task(task)
        if task.takes_context:
            raise InvalidTask("Tasks that take a context are not supported; declare an own @job.")
        payload = {"path": task.module_path, "args": list(args), "kwargs": dict(kwargs)}
        return self._result(task, enqueue(RUN_TASK, payload, at=task.run_after))

    def get_result(self, result_id: str) -> TaskResult:
        found = Job.objects.filter(pk=result_id, name=RUN_TASK).first() if str(result_id).isdigit() else None
        if found is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(import_string(found.payload["path"]), found)

    def _result(self, task: Task, found: Job) -> TaskResult:
        result: TaskResult[Any, Any] = TaskResult(
            task=task, id=str(found.pk), status=STATUS[State(found.state)], enqueued_at=found.created_at, started_at=found.started_at,
            last_attempted_at=found.started_at, finished_at=found.finished_at, args=found.payload["args"],
            kwargs=found.payload["kwargs"], backend=self.alias, errors=[], worker_ids=[found.worker] if found.worker else [])
        object.__setattr__(result, "_return_value", found.result)
        return result
