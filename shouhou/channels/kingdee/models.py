"""Links of customers' Kingdee systems, and the signatures already used."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.kit.sealing import seal, unseal
from shouhou.registry.organizations.models import Organization


class Links(models.QuerySet["Link"]):
    def visible_to(self, user: object) -> Self:
        """For those who manage them."""
        return self if can(user, "kingdee.manage") else self.none()

    def live(self) -> Self:
        return self.filter(revoked_at=None)


class Link(models.Model):
    """外部链接 of one customer company: who it is, with what secret, and which Kingdee user is which user here."""

    class Scheme(models.TextChoices):
        OWN = "own", _("固定链接（HMAC-SHA256）")
        K3_SHA256 = "k3-sha256", _("星空 ud（SHA256，2022 年 5 月以后的补丁）")
        K3_SHA1 = "k3-sha1", _("星空 ud（SHA1，较早的版本）")

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+", verbose_name=_("客户"))
    app_id = models.CharField(_("应用 ID"), max_length=60, unique=True)
    sealed_secret = models.CharField(max_length=300)
    scheme = models.CharField(_("签名方式"), max_length=12, choices=Scheme.choices, default=Scheme.OWN)
    dbid = models.CharField(_("数据中心 ID"), max_length=60, blank=True)
    username = models.CharField(_("默认用户名"), max_length=64, blank=True)
    users = models.JSONField(_("用户对应"), default=dict, help_text="K/3 user → user name here")
    skew = models.PositiveSmallIntegerField(_("允许时差（秒）"), default=120)
    created_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True)

    objects: ClassVar[Any] = Links.as_manager()

    def __str__(self) -> str:
        return self.app_id

    @property
    def secret(self) -> str:
        return unseal(self.sealed_secret, settings.SECRET_KEY)

    def set_secret(self, secret: str = "") -> str:
        """Keep this secret, or a new random one; answers it."""
        secret = secret or secrets.token_urlsafe(24)
        self.sealed_secret = seal(secret, settings.SECRET_KEY)
        return secret

    def user_of(self, their_name: str) -> str:
        """The user name here of a Kingdee user; the company's default for those not told apart; "" when there is none."""
        return str(self.users.get(their_name) or self.username)


class Used(models.Model):
    """A signature that was used; it opens nothing again."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=128)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["link", "mark"], name="one_use_of_a_signature")]

    def __str__(self) -> str:
        return self.mark[:12]
