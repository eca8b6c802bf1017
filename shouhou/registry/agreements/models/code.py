"""服务识别码 (服务编码): by which a customer is known at every door; and the formats vendors write it in."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.registry.agreements.checkdigits import Check
from shouhou.registry.assets.models import Asset
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product


class CodeFormat(models.Model):
    """How codes of one kind are written: digits only, because they are typed on a telephone."""

    name = models.CharField(_("名称"), max_length=40, unique=True)
    prefix = models.CharField(_("前缀"), max_length=6, blank=True)
    digits = models.PositiveSmallIntegerField(_("流水位数"), default=8)
    check_kind = models.CharField(_("校验位"), max_length=12, choices=Check.choices, default=Check.NONE)
    pin_length = models.PositiveSmallIntegerField(_("密码位数"), default=6)
    free_months = models.PositiveSmallIntegerField(_("新购产品随附服务月数"), default=12)
    products: Any = models.ManyToManyField(Product, blank=True, related_name="code_formats", verbose_name=_("适用产品"))
    is_default = models.BooleanField(_("用于未指定格式的产品"), default=False)
    is_active = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def length(self) -> int:
        """Digits of a whole code."""
        return len(self.prefix) + self.digits + (self.check_kind != Check.NONE)


class Codes(models.QuerySet["ServiceCode"]):
    def visible_to(self, user: object) -> Self:
        """Staff who may read codes see all; a customer those of the own companies. Nobody sees a PIN: there is only its hash."""
        if can(user, "agreements.codes"):
            return self
        return self.filter(organization__memberships__user_id=user.pk) if isinstance(user, User) else self.none()


class ServiceCode(models.Model):
    """A code of a company, for one registered product or for all the company has. Until when it is good the agreements say."""

    class State(models.TextChoices):
        ACTIVE = "active", _("有效")
        SUSPENDED = "suspended", _("停用")

    code = models.CharField(_("服务识别码"), max_length=24)
    code_key = models.CharField(max_length=24, unique=True, editable=False)
    format = models.ForeignKey(CodeFormat, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="service_codes")
    asset = models.OneToOneField(Asset, null=True, on_delete=models.PROTECT, related_name="service_code")
    product = models.ForeignKey(Product, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("产品"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.ACTIVE)
    pin = models.CharField(max_length=128, blank=True, editable=False, help_text="hash; empty until the customer sets one")
    pin_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = Codes.as_manager()

    class Meta:
        verbose_name = _("服务识别码")
        constraints = [models.CheckConstraint(condition=~Q(code_key=""), name="code_is_not_empty")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_locked(self) -> bool:
        return self.locked_until is not None and self.locked_until > timezone.now()

    @property
    def masked(self) -> str:
        """As the vendor's staff and ordinary users see it: `10******82`. Who knows a code must have it from the company."""
        return self.code[:2] + "*" * max(0, len(self.code) - 4) + self.code[-2:]


class Recovery(models.Model):
    """A forgotten PIN was asked for: a link that sets a new one, once, for half an hour. Only its digest is kept."""

    code = models.ForeignKey(ServiceCode, on_delete=models.CASCADE, related_name="recoveries")
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.code_id} {self.expires_at}"
