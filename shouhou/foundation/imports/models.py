"""Imports and the rows they could not take."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
        PREPARED = "prepared", _("待确认")
        RUNNING = "running", _("导入中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未能完成")

    kind = models.CharField(_("导入内容"), max_length=40)
    name = models.CharField(_("文件名"), max_length=200)
    path = models.CharField(max_length=400)
    encoding = models.CharField(_("编码"), max_length=20, blank=True)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(_("对应关系"), default=dict, help_text="field → column")
    constants = models.JSONField(_("固定值"), default=dict, help_text="field → value")
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PREPARED)
    position = models.PositiveIntegerField(_("已处理行数"), default=0)
    total = models.PositiveIntegerField(_("总行数"), default=0)
    added = models.PositiveIntegerField(_("新增"), default=0)
    changed = models.PositiveIntegerField(_("更新"), default=0)
    same = models.PositiveIntegerField(_("未变"), default=0)
    refused = models.PositiveIntegerField(_("被拒绝"), default=0)
    problem = models.CharField(_("问题"), max_length=400, blank=True)
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
    row = models.PositiveIntegerField(_("行号"))
    values = models.JSONField()
    reason = models.CharField(_("原因"), max_length=400)

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["of", "row"], name="one_refusal_a_row")]

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"
