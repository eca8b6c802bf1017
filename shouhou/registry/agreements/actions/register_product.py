"""产品注册 to its end: the owner gets service for the first months, and code and PIN on the last page (manual 002, NC 客户获取流程)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.models import User
from shouhou.registry.agreements.actions.agreement import add_agreement
from shouhou.registry.agreements.actions.codes import Issued, format_for, issue
from shouhou.registry.agreements.models import Agreement, ServiceCode
from shouhou.registry.assets.actions import register
from shouhou.registry.assets.models import Asset, serial_key
from shouhou.registry.organizations.models import Organization


@dataclass(frozen=True, slots=True)
class Registered:
    """What the last page shows. `issued` is None where codes are not used for this product."""

    asset: Asset
    issued: Issued | None
    agreement: Agreement | None


def budget(user: User) -> throttle.Budget:
    """A person may try 30 serial numbers an hour: enough for a cupboard of boxes, too few to find other people's."""
    return throttle.Budget(f"register:{user.pk}", 30, 3600)


def known(serial: str, *, by: User) -> Asset | None:
    """The asset of a serial number that could be registered, for the wizard's second page. Raises `Refused` when asked too often."""
    try:
        throttle.take(budget(by))
    except throttle.Spent as spent:
        raise Refused(_("尝试太频繁，请 %d 分钟后再试。") % (spent.seconds // 60 + 1)) from None
    return Asset.objects.select_related("product", "version").filter(serial_key=serial_key(serial)[:60]).first()


@transaction.atomic
def register_product(organization: Organization, serial: str, *, by: User, bought_on: date | None = None, place: str = "",
                     contact_name: str = "", contact_phone: str = "") -> Registered:
    """Register, begin the service that comes with a new product, and issue the code with its PIN. Raises `Refused` as `register` does."""
    asset = register(organization, serial, by=by, bought_on=bought_on, place=place, contact_name=contact_name, contact_phone=contact_phone)
    form = format_for(asset.product)
    if form is None:
        return Registered(asset, None, None)
    agreement = None
    if form.free_months:
        today = timezone.localdate()
        agreement = add_agreement(organization, by=by, name=_("新购产品随附服务"), starts_on=today, ends_on=months_after(today, form.free_months),
                                  products=[asset.product], remark=asset.serial)
    return Registered(asset, issue(organization, by=by, form=form, asset=asset, with_pin=True), agreement)


@transaction.atomic
def code_for(asset: Asset, *, by: User) -> ServiceCode:
    """A code for a registered asset that has none yet, such as one brought in by an import. Raises `Refused`."""
    form = format_for(asset.product)
    if form is None or asset.organization is None:
        raise Refused(_("这个产品不使用服务识别码。"))
    return issue(asset.organization, by=by, form=form, asset=asset).code


def months_after(day: date, months: int) -> date:
    """The last day of a period of so many months that begins on `day`."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last)) - timedelta(days=1)
