"""Changes of many rows at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.jobs.models import Job

UNDONE_WITHIN = timedelta(days=1)


class Changes(models.QuerySet["Change"]):
    def visible_to(self, user: object) -> Self:
        """One's own."""
        return self.filter(owner=user) if isinstance(user, User) else self.none()


class Change(models.Model):
    """One value for one column of many rows: chosen rows first, then the column and the value, then done, perhaps taken back."""

    class State(models.TextChoices):
        CHOSEN = "chosen", _("待填写")
        RUNNING = "running", _("修改中")
        DONE = "done", _("已修改")
        UNDOING = "undoing", _("撤销中")
        UNDONE = "undone", _("已撤销")

    grid = models.CharField(_("列表"), max_length=40)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    column = models.CharField(_("字段"), max_length=40, blank=True, default="")
    value = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    word = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.CHOSEN)
    is_cut = models.BooleanField(default=False)
    back = models.CharField(max_length=2000, blank=True, default="")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = Changes.as_manager()

    def __str__(self) -> str:
        return f"{self.grid} #{self.pk}"

    @property
    def can_be_undone(self) -> bool:
        return self.state == self.State.DONE and self.done_at is not None and timezone.now() < self.done_at + UNDONE_WITHIN


class ChangedRow(models.Model):
    """What became of one row. `before` and `after` are raw values as the form's field writes them; `said` is the old value in words."""

    class State(models.TextChoices):
        WAITING = "waiting", _("未处理")
        DONE = "done", _("已修改")
        SAME = "same", _("本来就是")
        REFUSED = "refused", _("没有修改")
        UNDONE = "undone", _("已撤销")
        KEPT = "kept", _("没有撤销")

    of = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="rows")
    row = models.BigIntegerField()
    title = models.CharField(max_length=200)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    said = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "row"], name="one_row_of_a_change")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title
