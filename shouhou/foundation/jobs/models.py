"""A job is a row: what to do, when it is due, how it stands. A schedule is a row as well, so it fires once for all workers."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a job stands. READY and FAILED wait for `due_at`; DEAD waits for a person; DONE and CANCELLED are over."""

    READY = "ready", _("等待执行")
    RUNNING = "running", _("执行中")
    FAILED = "failed", _("等待重试")
    DONE = "done", _("已完成")
    DEAD = "dead", _("已失败")
    CANCELLED = "cancelled", _("已取消")


WAITING = (State.READY, State.FAILED)


class Jobs(models.QuerySet["Job"]):
    def due(self) -> Jobs:
        """What a worker may take now: waiting and due, or running under a lease that has run out."""
        return self.filter(due_at__lte=timezone.now()).order_by("due_at", "id")

    def waiting(self) -> Jobs:
        return self.filter(state__in=WAITING)


class Job(models.Model):
    """One piece of work outside the request.

    `due_at` says when a worker should look at it next: the planned time while it waits, the end of the lease while it
    runs, nothing when it is over. One column and one index serve both questions. `trace` is the id of the request that asked for it.
    """

    name = models.CharField(_("任务"), max_length=80)
    payload = models.JSONField(_("内容"), default=dict, encoder=DjangoJSONEncoder)
    dedup = models.CharField(max_length=120, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.READY)
    due_at = models.DateTimeField(_("下次执行"), null=True, default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("已试次数"), default=0)
    worker = models.CharField(_("执行者"), max_length=80, blank=True)
    heartbeat_at = models.DateTimeField(_("心跳"), null=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(null=True)
    message = models.CharField(_("进展"), max_length=300, blank=True)
    result = models.JSONField(_("结果"), null=True, encoder=DjangoJSONEncoder)
    error = models.TextField(_("错误"), blank=True)
    trace = models.CharField(max_length=64, blank=True, default="")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(_("提交时间"), default=timezone.now)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True)

    objects: ClassVar[models.Manager[Job]] = models.Manager.from_queryset(Jobs)()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("后台任务")
        indexes = [
            models.Index(fields=["due_at", "id"], name="job_due", condition=models.Q(due_at__isnull=False)),
            models.Index(fields=["state", "id"], name="job_of_state"),
            models.Index(fields=["finished_at"], name="job_finished", condition=models.Q(finished_at__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["name", "dedup"], name="one_waiting_job",
                                    condition=models.Q(state=State.READY) & ~models.Q(dedup="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in (State.DONE, State.DEAD, State.CANCELLED)

    @property
    def percent(self) -> int | None:
        """Progress in whole percent, 0-100; None while the total is unknown."""
        if self.state == State.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else None


class Schedule(models.Model):
    """When a recurring job is due next. The row is the lock: whoever moves `next_at` on enqueues the job."""

    name = models.CharField(_("任务"), max_length=80, primary_key=True)
    next_at = models.DateTimeField(_("下次执行"))
    last_at = models.DateTimeField(_("上次执行"), null=True)

    class Meta:
        verbose_name = _("定时任务")

    def __str__(self) -> str:
        return self.name


class Attendance(models.Model):
    """A worker that is or was there. It says so every half a minute, and takes the row with it when it ends in an orderly way."""

    worker = models.CharField(max_length=80, primary_key=True)
    version = models.CharField(max_length=20)
    threads = models.PositiveSmallIntegerField()
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("执行者")

    def __str__(self) -> str:
        return self.worker
