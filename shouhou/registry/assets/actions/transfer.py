"""转让: an asset goes to another owner; its history goes along."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.grid import refresh
from shouhou.registry.assets.models import Asset, Transfer
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.actions import hold


@transaction.atomic
def transfer(asset: Asset, target: Organization, *, by: User | None, reason: str) -> Transfer:
    """Give a registered asset to another company. Raises `Refused` beside target or reason, and when it is not registered."""
    asset = Asset.objects.select_for_update().get(pk=asset.pk)
    if asset.state != Asset.State.REGISTERED or asset.organization is None:
        raise Refused(_("只有已注册的产品可以转让。"))
    if target.kind == Organization.Kind.VENDOR:
        raise Refused(target=_("不能转让给厂商自己；收回的产品请停用。"))
    if target.pk == asset.organization_id:
        raise Refused(target=_("产品已经属于这家单位。"))
    reason = line(reason, field="reason", limit=200, required=_("请填写转让原因，例如合同号。"))
    source, asset.organization = asset.organization, target
    asset.contact_name = asset.contact_phone = asset.place = ""
    asset.save(update_fields=["organization", "contact_name", "contact_phone", "place", "serial_key"])
    moved = Transfer.objects.create(asset=asset, source=source, target=target, reason=reason, by=by, at=timezone.now())
    hold(target, asset.product, by=by)
    refresh("assets", [asset.pk])
    record("asset.transferred", asset, by=by, source=source.pk, target=target.pk, source_name=source.name, target_name=target.name, reason=reason)
    return moved
