"""A product with a serial number, and whose it was and is."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product, Version

BETWEEN = re.compile(r"[\s\-–—_./·]+")


def serial_key(serial: str) -> str:
    """A serial number as it is compared: width, case, spaces and dashes do not count."""
    return BETWEEN.sub("", unicodedata.normalize("NFKC", serial or "")).upper()


class Assets(models.QuerySet["Asset"]):
    def visible_to(self, user: object) -> Self:
        """Staff who may read assets see all; a customer those of the own companies."""
        if can(user, "assets.read"):
            return self
        return self.filter(organization__memberships__user_id=user.pk) if isinstance(user, User) else self.none()


class Asset(models.Model):
    """One thing with one serial number. `organization` owns it from its registration on."""

    class State(models.TextChoices):
        MADE = "made", _("未注册")
        REGISTERED = "registered", _("已注册")
        RETIRED = "retired", _("已停用")

    serial = models.CharField(_("序列号"), max_length=60)
    serial_key = models.CharField(max_length=60, unique=True, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="assets", verbose_name=_("产品"))
    version = models.ForeignKey(Version, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("版本"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.MADE)
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="assets", db_index=False,
                                     verbose_name=_("所有单位"))
    seller = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", db_index=False,
                               verbose_name=_("所属服务商"))
    made_on = models.DateField(_("出厂日期"), null=True)
    bought_on = models.DateField(_("购买日期"), null=True)
    registered_at = models.DateTimeField(_("注册时间"), null=True)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    place = models.CharField(_("安装地点"), max_length=200, blank=True)
    contact_name = models.CharField(_("使用联系人"), max_length=60, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=32, blank=True)
    lookups = models.PositiveIntegerField(_("防伪查询次数"), default=0)
    looked_up_at = models.DateTimeField(_("首次查询时间"), null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = Assets.as_manager()

    class Meta:
        verbose_name = _("装机产品")
        indexes = [
            models.Index(fields=["organization", "serial_key"], name="asset_of_company"),
            models.Index(fields=["state", "serial_key"], name="asset_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state="made", organization=None) | Q(state="registered", organization__isnull=False)
                                   | Q(state="retired"), name="asset_registered_has_owner"),
        ]

    def __str__(self) -> str:
        return self.serial

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.serial_key = serial_key(self.serial)
        super().save(*args, **kwargs)


class Transfer(models.Model):
    """An asset went from one owner to the next."""

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="transfers")
    source = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name=_("原所有单位"))
    target = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name=_("新所有单位"))
    reason = models.CharField(_("原因"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.source_id} → {self.target_id}"
