"""服务合同: added, corrected, renewed."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.models import Organization

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


@transaction.atomic
def add_agreement(organization: Organization, *, by: User | None, starts_on: date, ends_on: date, name: str = "", number: str = "",
                  remark: str = "") -> Agreement:
    """A period for which the fee is paid, both days included. Raises `Refused` beside starts_on, ends_on, name, number, remark."""
    agreement = Agreement(organization=organization)
    _write(agreement, name, number, remark, starts_on, ends_on)
    record("agreement.added", organization, by=by, agreement=agreement.pk, ends_on=str(ends_on))
    return agreement


@transaction.atomic
def edit_agreement(agreement: Agreement, *, by: User | None, starts_on: date, ends_on: date, name: str = "", number: str = "",
                   remark: str = "") -> None:
    """Correct what was written wrongly. A further period is a renewal."""
    before = agreement.ends_on
    _write(agreement, name, number, remark, starts_on, ends_on)
    record("agreement.edited", agreement.organization, by=by, agreement=agreement.pk, ends_on=str(ends_on), before=str(before))


def renewal(agreement: Agreement) -> tuple[date, date]:
    """The period that follows: it begins the day after and lasts as many whole years or days as this one."""
    starts_on = agreement.ends_on + timedelta(days=1)
    years = starts_on.year - agreement.starts_on.year
    if years and (starts_on.month, starts_on.day) == (agreement.starts_on.month, agreement.starts_on.day):
        after = date(starts_on.year + years, starts_on.month, 28 if (starts_on.month, starts_on.day) == (2, 29) else starts_on.day)
        return starts_on, after - timedelta(days=1)
    return starts_on, starts_on + (agreement.ends_on - agreement.starts_on)


def _write(agreement: Agreement, name: str, number: str, remark: str, starts_on: date, ends_on: date) -> None:
    agreement.name = line(name, field="name", limit=120) or _("年度服务")
    agreement.number = line(number, field="number", limit=40)
    agreement.remark = line(remark, field="remark", limit=200)
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if not EARLIEST <= day <= LATEST:
            raise Refused(**{field: _("请填写 1990 年到 2100 年之间的日期。")})
    if ends_on < starts_on:
        raise Refused(ends_on=_("到期时间不能早于开始日期。"))
    agreement.starts_on, agreement.ends_on = starts_on, ends_on
    agreement.save()
