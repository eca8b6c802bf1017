"""What was noted of an asset when it was made is put right."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.grid import refresh
from shouhou.registry.assets.models import Asset
from shouhou.registry.organizations.models import Organization

FACTS = ("version", "made_on", "seller")


@transaction.atomic
def correct(asset: Asset, *, by: User | None, **facts: Any) -> None:
    """Change `version` (Version), `made_on` (date) or `seller` (an agency); each may be None, those not given stay.

    Raises `Refused` beside version when it is another product's, beside seller when it is no agency.
    """
    found = Asset.objects.select_for_update().get(pk=asset.pk)
    version, seller = facts.get("version"), facts.get("seller")
    if version is not None and version.product_id != found.product_id:
        raise Refused(version=_("所选版本不属于这个产品，请重新选择。"))
    if seller is not None and seller.kind != Organization.Kind.AGENCY:
        raise Refused(seller=_("请选择服务机构。"))
    changed = [name for name in FACTS if name in facts and getattr(found, name) != facts[name]]
    if not changed:
        return
    for name in changed:
        setattr(found, name, facts[name])
    found.save(update_fields=changed)
    refresh("assets", [found.pk])
    record("asset.corrected", found, by=by, fields=changed)
