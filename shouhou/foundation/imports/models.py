"""Imports and the rows they could not take."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User


class Imports(models.QuerySet["Import"]):
    def visible_to(self, user: object) -> Self:
        """Those who may read imports see all; others the ones they started."""
        if can(user, "imports.read"):
            return self
        return self.filter(created_by=user) if isinstance(user, User) else self.none()


class Import(models.Model):
    """One table brought in. `position` is the number of data rows dealt with, so that a run goes on where it stopped."""

    class State(models.TextChoices):
        PREPARED = "prepared", "待确认"
        RUNNING = "running", "导入中"
        DONE = "done", "已完成"
        FAILED = "failed", "未能完成"

    kind = models.CharField("导入内容", max_length=40)
    name = models.CharField("文件名", max_length=200)
    path = models.CharField(max_length=400)
    encoding = models.CharField("编码", max_length=20, blank=True)
    columns = models.JSONField(default=list)
    mapping = models.JSONField("对应关系", default=dict, help_text="field → column")
    constants = models.JSONField("固定值", default=dict, help_text="field → value")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PREPARED)
    position = models.PositiveIntegerField("已处理行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("更新", default=0)
    same = models.PositiveIntegerField("未变", default=0)
    refused = models.PositiveIntegerField("被拒绝", default=0)
    problem = models.CharField("问题", max_length=400, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = Imports.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def percent(self) -> int:
        return 100 * self.position // self.total if self.total else 0


class RefusedRow(models.Model):
    """A row that was not taken in, as it stood in the file, and why."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="refused_rows")
    row = models.PositiveIntegerField("行号")
    values = models.JSONField()
    reason = models.CharField("原因", max_length=400)

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["of", "row"], name="one_refusal_a_row")]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"
