"""A serial number becomes known, before anybody owns the thing."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.grid import refresh
from shouhou.registry.assets.models import Asset, serial_key
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product, Version

SHORTEST = 4


def clean_serial(serial: str) -> str:
    """The serial number as it is printed. Raises `Refused` beside serial."""
    clean = line(serial, field="serial", limit=60, required=_("请填写序列号。"))
    key = serial_key(clean)
    if len(key) < SHORTEST or not key.isalnum() or len(key) > 60:
        raise Refused(serial=_("序列号至少 %d 位，由字母和数字组成，可以用短横线分隔。") % SHORTEST)
    return clean


@transaction.atomic
def list_serial(product: Product, serial: str, *, by: User | None, version: Version | None = None, made_on: date | None = None,
                seller: Organization | None = None) -> Asset:
    """Note a serial number that was made. Raises `Refused` beside serial when it is known already, beside version when it is another product's."""
    clean = clean_serial(serial)
    if version is not None and version.product_id != product.pk:
        raise Refused(version=_("所选版本不属于这个产品，请重新选择。"))
    if Asset.objects.filter(serial_key=serial_key(clean)).exists():
        raise Refused(serial=_("序列号 %s 已经登记过，一个序列号只能登记一次。") % clean)
    asset = Asset.objects.create(serial=clean, product=product, version=version, made_on=made_on, seller=seller)
    refresh("assets", [asset.pk])
    record("asset.listed", asset, by=by, serial=clean)
    return asset
