"""服务合同: added, corrected, renewed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.agreements.models import Agreement, Level, ServiceCode
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)


@transaction.atomic
def add_agreement(organization: Organization, *, by: User | None, starts_on: date, ends_on: date, name: str = "", number: str = "",
                  remark: str = "", level: Level | None = None, products: Iterable[Product] = (), renews: Agreement | None = None) -> Agreement:
    """A period for which the fee is paid, both days included; for these products, or for all of the company's when none is named.

    The company's service codes hold from now on until the new end by themselves (manual 002: 续签服务合同后自动更新有效期): it stands in
    their history. Raises `Refused` beside starts_on, ends_on, name, number, remark.
    """
    agreement = Agreement(organization=organization, renews=renews)
    _write(agreement, name, number, remark, starts_on, ends_on, level, list(products))
    record("agreement.added", organization, by=by, agreement=agreement.pk, ends_on=str(ends_on), renews=renews.pk if renews else None)
    _extended(agreement, by)
    return agreement


@transaction.atomic
def edit_agreement(agreement: Agreement, *, by: User | None, starts_on: date, ends_on: date, name: str = "", number: str = "",
                   remark: str = "", level: Level | None = None, products: Iterable[Product] = (), version: int | None = None) -> None:
    """Correct what was written wrongly. A further period is a renewal.

    With `version` as the form was opened with, raises `Refused` when somebody else has saved in between.
    """
    seen = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if version is not None and seen.edition != version:
        raise Refused(_("这份合同刚才已被别人修改，请刷新后核对再保存。"))
    before = seen.ends_on
    agreement.edition = seen.edition + 1
    _write(agreement, name, number, remark, starts_on, ends_on, level, list(products))
    record("agreement.edited", agreement.organization, by=by, agreement=agreement.pk, ends_on=str(ends_on), before=str(before))
    if ends_on > before:
        _extended(agreement, by)


@transaction.atomic
def end_agreement(agreement: Agreement, *, by: User | None, last_day: date, reason: str) -> None:
    """提前终止: served until `last_day` and no longer. Raises `Refused` beside last_day or reason."""
    reason = line(reason, field="reason", limit=200, required=_("请填写终止原因。"))
    if not agreement.starts_on <= last_day < agreement.ends_on:
        raise Refused(last_day=_("最后服务日要在开始日期和原来的到期日之间。"))
    before, agreement.ends_on = agreement.ends_on, last_day
    agreement.edition += 1
    agreement.save(update_fields=["ends_on", "edition"])
    record("agreement.ended", agreement.organization, by=by, agreement=agreement.pk, ends_on=str(last_day), before=str(before), reason=reason)


def renewal(agreement: Agreement) -> tuple[date, date]:
    """The period that follows: it begins the day after and lasts as many whole years or days as this one."""
    starts_on = agreement.ends_on + timedelta(days=1)
    years = starts_on.year - agreement.starts_on.year
    if years and (starts_on.month, starts_on.day) == (agreement.starts_on.month, agreement.starts_on.day):
        after = date(starts_on.year + years, starts_on.month, 28 if (starts_on.month, starts_on.day) == (2, 29) else starts_on.day)
        return starts_on, after - timedelta(days=1)
    return starts_on, starts_on + (agreement.ends_on - agreement.starts_on)


def _extended(agreement: Agreement, by: User | None) -> None:
    """What the new end means for the company's codes stands in their history."""
    for code in ServiceCode.objects.filter(organization_id=agreement.organization_id):
        if agreement.covers_all or code.product_id is None or agreement.products.filter(pk=code.product_id).exists():
            record("code.extended", code, by=by, until=str(agreement.ends_on), agreement=agreement.pk)


def _write(agreement: Agreement, name: str, number: str, remark: str, starts_on: date, ends_on: date, level: Level | None,
           products: list[Product]) -> None:
    agreement.name = line(name, field="name", limit=120) or _("年度服务")
    agreement.number = line(number, field="number", limit=40)
    agreement.remark = line(remark, field="remark", limit=200)
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if not EARLIEST <= day <= LATEST:
            raise Refused(**{field: _("请填写 1990 年到 2100 年之间的日期。")})
    if ends_on < starts_on:
        raise Refused(ends_on=_("到期时间不能早于开始日期。"))
    agreement.starts_on, agreement.ends_on, agreement.level, agreement.covers_all = starts_on, ends_on, level, not products
    is_new = agreement.pk is None
    agreement.save()
    if products or not is_new:
        agreement.products.set(products)
