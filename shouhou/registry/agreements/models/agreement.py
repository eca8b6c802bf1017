"""服务合同: what a company has paid for, and until when."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.registry.agreements.models.level import Level
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product


class Agreements(models.QuerySet["Agreement"]):
    def visible_to(self, user: object) -> Self:
        """Staff who may read agreements see all; a customer those of the own companies."""
        if can(user, "agreements.read"):
            return self
        return self.filter(organization__memberships__user_id=user.pk) if isinstance(user, User) else self.none()


class Agreement(models.Model):
    """A period for which a company's service fee is paid. `ends_on` is the last day served. It covers the products it names,
    or all."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="agreements")
    name = models.CharField(_("服务合同"), max_length=120, default="年度服务")
    number = models.CharField(_("合同编号"), max_length=40, blank=True)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("服务费到期时间"))
    remark = models.CharField(_("备注"), max_length=200, blank=True)
    level = models.ForeignKey(Level, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("服务级别"))
    covers_all = models.BooleanField(_("覆盖该单位的全部产品"), default=True)
    products: Any = models.ManyToManyField(Product, blank=True, related_name="+", verbose_name=_("服务产品"))
    renews = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="renewals", db_index=False)
    edition = models.PositiveIntegerField(default=1, help_text="grows with every change, so that nobody overwrites another's")
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = Agreements.as_manager()

    class Meta:
        indexes = [models.Index(fields=["organization", "ends_on"], name="agreement_end")]
        constraints = [models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="agreement_ends_after_start")]

    def __str__(self) -> str:
        return self.name
