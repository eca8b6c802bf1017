"""The product tree, and which company holds what."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.sounding import SoundKey
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.organizations.models import Organization


class Products(models.QuerySet["Product"]):
    def visible_to(self, user: object) -> Self:
        """Staff see every product; a customer those the own companies hold, or all when none is recorded for them."""
        if not isinstance(user, User) or not can(user, "products.read"):
            return self.none()
        if can(user, "organizations.read") or can(user, "products.edit"):
            return self
        held = self.filter(holdings__organization__memberships__user=user).distinct()
        return held if held.exists() else self.filter(is_active=True)


class Product(models.Model):
    """A product people ask about."""

    code = models.CharField(_("产品编码"), max_length=40, blank=True)
    name = models.CharField(_("产品名称"), max_length=80)
    name_key = models.CharField(max_length=80, unique=True, editable=False)
    sort_key = SoundKey("name")
    is_active = models.BooleanField(_("在用"), default=True)
    position = models.PositiveIntegerField(_("顺序"), default=0)

    objects: ClassVar[Any] = Products.as_manager()

    class Meta:
        verbose_name = _("产品")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = normal_key(self.name)
        super().save(*args, **kwargs)


class Module(models.Model):
    """应用模块: a part of a product, such as 总账."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="modules")
    name = models.CharField(_("应用模块"), max_length=80)
    sort_key = SoundKey("name")
    is_active = models.BooleanField(_("在用"), default=True)
    position = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="one_module_name_a_product")]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """使用版本: a release of a product, such as 6.X."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="versions")
    name = models.CharField(_("使用版本"), max_length=40)
    sort_key = SoundKey("name")
    is_active = models.BooleanField(_("在用"), default=True)
    position = models.PositiveIntegerField(_("顺序"), default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["product", "name"], name="one_version_name_a_product")]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """A company holds a product."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="holdings")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="holdings")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "product"], name="one_holding")]

    def __str__(self) -> str:
        return f"{self.organization_id}:{self.product_id}"
