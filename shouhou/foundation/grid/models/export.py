"""Lists taken out as files."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.accounts.models import User
from shouhou.foundation.files import File
from shouhou.foundation.jobs.models import Job


class Exports(models.QuerySet["Export"]):
    def visible_to(self, user: object) -> Self:
        """One's own: what a person took out is that person's."""
        return self.filter(owner=user) if isinstance(user, User) else self.none()


class Export(models.Model):
    """One list as a file: what was asked (`state` as in a View), by whom, how many rows it came to, until when it is kept."""

    class Kind(models.TextChoices):
        XLSX = "xlsx", "Excel"
        HTML = "html", "HTML"

    grid = models.CharField(_("列表"), max_length=40)
    kind = models.CharField(_("格式"), max_length=4, choices=Kind.choices)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.JSONField(default=dict)
    back = models.CharField(max_length=2000, blank=True, default="")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    file = models.ForeignKey(File, null=True, on_delete=models.SET_NULL, related_name="+")
    rows = models.PositiveIntegerField(_("行数"), null=True)
    is_cut = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("导出时间"), default=timezone.now)
    expires_at = models.DateTimeField(_("保留到"))

    objects: ClassVar[Any] = Exports.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-id"], name="export_of_owner")]

    def __str__(self) -> str:
        return f"{self.grid} #{self.pk}"

    @property
    def is_expired(self) -> bool:
        return timezone.now() >= self.expires_at
