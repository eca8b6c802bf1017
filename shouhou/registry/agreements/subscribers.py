"""Agreements stand in the record of a company; a code does not follow a product to its next owner."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.events import on, record
from shouhou.foundation.ui import states
from shouhou.registry.agreements.models import ServiceCode
from shouhou.registry.assets import happened as of_assets
from shouhou.registry.assets.models import Asset
from shouhou.registry.organizations.happened import WORDS

WORDS.update({"agreement.added": _("新增服务合同"), "agreement.edited": _("修改服务合同"), "agreement.ended": _("提前终止服务合同"),
              "allowance.granted": _("增加预付"), "allowance.spent": _("使用预付"), "allowance.given_back": _("撤销预付使用")})
states.declare({"active": "green", "suspended": "red", "contacted": "blue", "won": "green", "dropped": "grey"})
of_assets.SENTENCES["asset.coded"] = lambda data: say("分配服务识别码")


@on("asset.transferred", "asset.retired")
def leave_behind(event: Any, asset: Asset) -> None:
    """The code belongs to the company that registered: the next owner gets one of the own."""
    for code in ServiceCode.objects.filter(asset=asset):
        code.asset, code.state = None, ServiceCode.State.SUSPENDED
        code.save(update_fields=["asset", "state", "code_key"])
        record("code.left_behind", code, by=event.by, serial=asset.serial)


@on("code.issued")
def on_asset(event: Any, code: ServiceCode) -> None:
    """The history of a thing says that it got a code."""
    if code.asset is not None:
        record("asset.coded", code.asset, by=event.by)
