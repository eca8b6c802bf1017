"""预付: hours or visits paid for in advance, and what was spent of them."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.registry.agreements.models.agreement import Agreement


class Allowance(models.Model):
    """So many hours or visits of an agreement. `used` is never more than `granted`: the database itself refuses it."""

    class Unit(models.TextChoices):
        HOURS = "hours", _("小时")
        VISITS = "visits", _("次上门")
        QUESTIONS = "questions", _("个问题")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="allowances")
    unit = models.CharField(_("单位"), max_length=10, choices=Unit.choices)
    granted = models.DecimalField(_("预付数量"), max_digits=9, decimal_places=2)
    used = models.DecimalField(_("已用"), max_digits=9, decimal_places=2, default=Decimal(0))
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "unit"], name="one_allowance_a_unit"),
            models.CheckConstraint(condition=Q(used__gte=0) & Q(used__lte=F("granted")), name="allowance_never_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.granted - self.used}/{self.granted} {self.unit}"

    @property
    def left(self) -> Decimal:
        return self.granted - self.used


class Spend(models.Model):
    """One line of the ledger: so much was used for this. Taken back it stays, with when and by whom."""

    allowance = models.ForeignKey(Allowance, on_delete=models.CASCADE, related_name="spends")
    amount = models.DecimalField(_("数量"), max_digits=9, decimal_places=2)
    reason = models.CharField(_("用途"), max_length=200)
    subject = models.CharField(max_length=60, blank=True, help_text="ticket:12")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["subject"], name="spend_subject")]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="spend_is_positive")]

    def __str__(self) -> str:
        return f"{self.amount} {self.reason}"
