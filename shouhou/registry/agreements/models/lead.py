"""服务意向: somebody without an agreement asks to be served, and the nearest agency is to call."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.kit.sounding import SoundKey
from shouhou.registry.organizations.belonging import places
from shouhou.registry.organizations.models import Organization


class Leads(models.QuerySet["Lead"]):
    def visible_to(self, user: object) -> Self:
        """The vendor's staff who look after leads see all; an agency's people those given to it."""
        if not can(user, "agreements.leads"):
            return self.none()
        agencies = [place.organization_id for place in places(user) if place.kind == Organization.Kind.AGENCY]  # type: ignore[arg-type]
        return self.filter(agency__in=agencies) if agencies else self


class Lead(models.Model):
    """Who asks, about what, and which agency it went to (manual 002: 姓名、公司名称、联系电话、产品版本号)."""

    class State(models.TextChoices):
        NEW = "new", _("待联系")
        CONTACTED = "contacted", _("已联系")
        WON = "won", _("已签约")
        DROPPED = "dropped", _("已放弃")

    class Kind(models.TextChoices):
        SERVICE = "service", _("购买服务")
        MODULES = "modules", _("扩充模块")
        PRODUCT = "product", _("购买产品")

    kind = models.CharField(_("意向"), max_length=10, choices=Kind.choices, default=Kind.SERVICE)
    name = models.CharField(_("姓名"), max_length=60)
    company = models.CharField(_("公司名称"), max_length=120)
    phone = models.CharField(_("联系电话"), max_length=32)
    product = models.CharField(_("产品版本号"), max_length=120)
    region = models.CharField(_("所在地区"), max_length=60, blank=True)
    note = models.CharField(_("补充说明"), max_length=500, blank=True)
    name_key = SoundKey(of="name")
    company_key = SoundKey(of="company")
    product_key = SoundKey(of="product")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    agency = models.ForeignKey(Organization, null=True, on_delete=models.SET_NULL, related_name="leads", verbose_name=_("授权服务机构"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.NEW)
    answer = models.CharField(_("联系结果"), max_length=500, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = Leads.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "created_at", "id"], name="lead_by_state")]

    def __str__(self) -> str:
        return f"{self.company} {self.name}"
