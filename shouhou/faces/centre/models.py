"""Copies of a person's own data."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.accounts.models import User


def new_key() -> str:
    """The name of the file: 192 random bits, on the disk only."""
    return secrets.token_urlsafe(24)


class Exports(models.QuerySet["Export"]):
    def visible_to(self, user: object) -> Self:
        """Each person's own."""
        return self.filter(user=user) if isinstance(user, User) else self.none()


class Export(models.Model):
    """A zip of everything about a person. It exists from `ready_at` to `expires_at`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    size = models.BigIntegerField(default=0, help_text="bytes")
    created_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = Exports.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id} {self.created_at:%Y-%m-%d}"

    @property
    def path(self) -> Path:
        """Where the zip lies."""
        return Path(settings.DATA_DIR) / "personal" / f"{self.key}.zip"

    @property
    def is_there(self) -> bool:
        return self.ready_at is not None and self.expires_at is not None and self.expires_at > timezone.now()


TIPS = "\n".join((
    word("定期做数据库备份，经常查杀电脑病毒、升级病毒库；出现数据错误时，不要擅自更改数据库，请及时联系我们。"),
    word("请使用正版软件，我们不对盗版软件提供服务支持。"),
    word("需要新购或扩充模块时，请拨打服务热线，或联系授权服务机构。")))
"""友情提示 as manual 002 has them, in general words; in the reader's language as long as the vendor leaves them so."""


class Contact(models.Model):
    """What 联系我们 says beside the vendor's profile: one row, or none for what is usual."""

    reply_days = models.PositiveSmallIntegerField(_("邮件在几个工作日内回复"), default=2)
    tips = models.TextField(_("友情提示"), default=TIPS, blank=True, help_text="one a line")

    def __str__(self) -> str:
        return str(self.reply_days)
