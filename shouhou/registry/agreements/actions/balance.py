"""预付余额: granted, spent, given back. Never below nothing, however many spend at once."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.events.recording import subject_of
from shouhou.registry.agreements.models import Agreement, Allowance, Spend
from shouhou.registry.organizations.actions.lines import line

MOST = Decimal(100_000)
CENT = Decimal("0.01")


def _amount(amount: Decimal, field: str) -> Decimal:
    if not amount.is_finite() or not 0 < amount <= MOST or amount != amount.quantize(CENT):
        raise Refused(**{field: _("请填写大于 0、最多两位小数的数量。")})
    return amount


@transaction.atomic
def grant(agreement: Agreement, unit: str, amount: Decimal, *, by: User | None) -> Allowance:
    """Pay for so many more hours, visits or questions in advance. Raises `Refused` beside unit or amount."""
    if unit not in Allowance.Unit.values:
        raise Refused(unit=_("请选择单位。"))
    amount = _amount(amount, "amount")
    Allowance.objects.bulk_create([Allowance(agreement=agreement, unit=unit, granted=Decimal(0))], ignore_conflicts=True)
    Allowance.objects.filter(agreement=agreement, unit=unit).update(granted=F("granted") + amount)
    allowance = Allowance.objects.get(agreement=agreement, unit=unit)
    record("allowance.granted", agreement.organization, by=by, agreement=agreement.pk, unit=unit, amount=str(amount))
    return allowance


@transaction.atomic
def spend(allowance: Allowance, amount: Decimal, *, by: User | None, reason: str, subject: models.Model | None = None) -> Spend:
    """Use so much. One conditional UPDATE decides, so of those who come at once only as many get through as the balance lasts.

    Raises `Refused` beside amount when less is left, beside reason when none is given.
    """
    amount = _amount(amount, "amount")
    reason = line(reason, field="reason", limit=200, required=_("请填写用途。"))
    won = Allowance.objects.filter(pk=allowance.pk, used__lte=F("granted") - amount).update(used=F("used") + amount)
    allowance.refresh_from_db()
    if not won:
        raise Refused(amount=_("余额只剩 %(left)s %(unit)s，不够这一次使用。") % {"left": allowance.left.normalize(), "unit": allowance.get_unit_display()})
    row = Spend.objects.create(allowance=allowance, amount=amount, reason=reason, by=by, subject=subject_of(subject) if subject else "")
    record("allowance.spent", allowance.agreement.organization, by=by, agreement=allowance.agreement_id, unit=allowance.unit,
           amount=str(amount), reason=reason)
    return row


@transaction.atomic
def give_back(row: Spend, *, by: User | None) -> None:
    """Take a use back, once. Again raises `Refused`."""
    facts: dict[str, Any] = {"undone_at": timezone.now(), "undone_by": by}
    if not Spend.objects.filter(pk=row.pk, undone_at=None).update(**facts):
        raise Refused(_("这一笔已经撤销。"))
    Allowance.objects.filter(pk=row.allowance_id).update(used=F("used") - row.amount)
    row.refresh_from_db()
    record("allowance.given_back", row.allowance.agreement.organization, by=by, agreement=row.allowance.agreement_id, amount=str(row.amount))
