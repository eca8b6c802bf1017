"""防伪查询: anybody asks whether a serial number is genuine (manual 002, 产品注册防伪查询)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.sources import household, neighbourhood
from shouhou.registry.assets.actions.list_serial import SHORTEST
from shouhou.registry.assets.models import Asset, serial_key

HOUR = 3600
OFTEN = 5
"""Lookups of one number after which the answer warns that somebody may be copying it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What anybody may know of a genuine product: never whose it is."""

    serial: str
    product: str
    version: str
    made_on: date | None
    state: str
    state_label: str
    count: int
    first_at: datetime | None

    @property
    def is_often(self) -> bool:
        return self.count > OFTEN


def budgets(source: str) -> tuple[throttle.Budget, ...]:
    """A household may ask 20 numbers an hour, its neighbourhood 200: enough for a shop, too few to go through all numbers."""
    return (throttle.Budget(f"genuine:{household(source)}", 20, HOUR), throttle.Budget(f"genuine.near:{neighbourhood(source)}", 200, HOUR))


def look_up(serial: str, *, source: str) -> Found | None:
    """What is known of this serial number; None when nobody made it. `source` is the address of who asks.

    Raises `Refused` beside serial for what is no serial number, and when this source asked too often.
    """
    key = serial_key(serial)[:60]
    if len(key) < SHORTEST or not key.isalnum():
        raise Refused(serial=_("请填写完整的序列号，在包装盒、机身铭牌或授权书上。"))
    try:
        throttle.take(*budgets(source))
    except throttle.Spent as spent:
        raise Refused(_("查询太频繁，请 %d 分钟后再试。") % (spent.seconds // 60 + 1)) from None
    with transaction.atomic():
        now = timezone.now()
        if not Asset.objects.filter(serial_key=key).update(lookups=F("lookups") + 1, looked_up_at=Coalesce("looked_up_at", now)):
            return None
        asset = Asset.objects.select_related("product", "version").get(serial_key=key)
    return Found(asset.serial, asset.product.name, asset.version.name if asset.version else "", asset.made_on, asset.state,
                 str(asset.get_state_display()), asset.lookups, asset.looked_up_at)
