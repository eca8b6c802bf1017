"""One uploaded file."""

from __future__ import annotations

import re
import secrets
from typing import Any, ClassVar, Self
from urllib.parse import quote

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.files.policies import may_read

TOKEN = re.compile(r"[\w-]{22}\Z", re.A)


def new_token() -> str:
    """128 random bits, as they stand in the address."""
    return secrets.token_urlsafe(16)


class Files(models.QuerySet["File"]):
    def visible_to(self, user: object) -> list[File]:
        """Those of these files this person may read (a list: each room's policy decides file by file)."""
        return [file for file in self if may_read(user, file)]

    def named(self, token: str) -> Self:
        """The one of this token; none for what no token looks like."""
        return self.filter(token=token) if TOKEN.match(token) else self.none()

    def loose(self) -> Self:
        """Uploaded and not attached to anything."""
        return self.filter(subject="")


class File(models.Model):
    """A file as somebody uploaded it. Its bytes lie under `sha256`; several files may share them."""

    class Audience(models.TextChoices):
        CUSTOMER = "customer", _("客户可见")
        INTERNAL = "internal", _("内部")
        PUBLIC = "public", _("公开")

    token = models.CharField(max_length=24, unique=True, default=new_token)
    name = models.CharField(_("文件名"), max_length=255)
    size = models.BigIntegerField(_("大小"), help_text="bytes")
    kind = models.CharField(_("类别"), max_length=10, help_text="image, pdf, office, text, archive, audio, video or other")
    mime = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, db_index=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    subject = models.CharField(max_length=60, blank=True, default="")
    part = models.CharField(max_length=60, blank=True, default="")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.CUSTOMER)
    draft = models.CharField(max_length=80, blank=True, default="")
    created_at = models.DateTimeField(_("上传时间"), default=timezone.now)

    objects: ClassVar[Any] = Files.as_manager()

    class Meta:
        indexes = [models.Index(fields=["subject", "id"], name="file_of_subject")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        return self.kind == "image"

    @property
    def url(self) -> str:
        """Where it is read; the name at the end is for people only."""
        return f"/files/{self.token}/{quote(self.name, safe='')}"

    @property
    def small_url(self) -> str:
        """Where its small picture is."""
        return f"/files/{self.token}/small"
