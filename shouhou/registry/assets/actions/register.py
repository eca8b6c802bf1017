"""产品注册: the owner says that the thing is his (manual 002, 产品注册系统). One serial number is registered once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.grid import refresh
from shouhou.registry.assets.models import Asset, serial_key
from shouhou.registry.organizations.actions.lines import line, phone
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.actions import hold


@transaction.atomic
def register(organization: Organization, serial: str, *, by: User | None, bought_on: date | None = None, place: str = "", contact_name: str = "",
             contact_phone: str = "", at: datetime | None = None) -> Asset:
    """Make `organization` the owner of the asset with this serial number; it then holds the product as well.

    Raises `Refused` beside serial when nobody knows the number, or it is registered already (of those who come at once, one gets it);
    beside bought_on, place, contact_name, contact_phone when they will not do.
    """
    now = at or timezone.now()
    facts = {"place": line(place, field="place", limit=200), "contact_name": line(contact_name, field="contact_name", limit=60),
             "contact_phone": phone(contact_phone, field="contact_phone"), "bought_on": bought_on}
    if bought_on is not None and not date(1990, 1, 1) <= bought_on <= timezone.localdate(now):
        raise Refused(bought_on=_("购买日期不能晚于今天。"))
    key = serial_key(serial)
    won = bool(key) and Asset.objects.filter(serial_key=key, state=Asset.State.MADE).update(
        state=Asset.State.REGISTERED, organization=organization, registered_at=now, registered_by=by, **facts)
    asset = Asset.objects.select_related("product").filter(serial_key=key).first()
    if asset is None:
        raise Refused(serial=_("没有查到这个序列号，请对照包装盒或授权书核对。仍然查不到时，请联系售出产品的服务商。"))
    if not won:
        raise Refused(serial=refusal(asset, organization))
    hold(organization, asset.product, by=by)
    refresh("assets", [asset.pk])
    record("asset.registered", asset, by=by, organization=organization.pk, name=organization.name)
    return asset


def refusal(asset: Asset, organization: Organization) -> str:
    """Why an asset that is not free cannot be registered, without saying whose it is."""
    if asset.state == Asset.State.RETIRED:
        return _("这个序列号已经停用，不能注册。")
    if asset.organization_id == organization.pk:
        return _("贵单位已经注册过这个序列号，不用重复注册。")
    return _("这个序列号已经被注册，一个序列号只能注册一次。如果产品是转让得来的，请联系服务商办理转让。")
