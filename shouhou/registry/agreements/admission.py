"""The one gate in front of a door: what `decide` says, put into force."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.entitlement import decide, policy
from shouhou.registry.agreements.models import ServiceCode
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product


class NotEntitled(Refused):
    """No agreement opens this door. `message` says why and what to do."""


def needs_code(door: Door) -> bool:
    """Whether code and PIN must have been verified before this door opens (manual 002: 在线提交问题需输入有效的服务识别码及密码)."""
    return door == Door.QUESTION and policy().asks_for_code


def is_open_to_all(door: Door) -> bool:
    """Whether nobody is refused here, whatever the agreements say."""
    return str(door) in policy().open_doors


def admit(organization: Organization, product: Product | None, *, door: Door, code: ServiceCode | None = None, at: datetime | None = None) -> None:
    """Let in or raise `NotEntitled`. `code` is one whose PIN was verified; it must be the company's own."""
    if code is None:
        rules = policy()
        if door == Door.QUESTION and rules.asks_for_code:
            raise NotEntitled(_("提问前须核验服务识别码和密码。"))
        if str(door) in rules.open_doors:
            return
    elif code.organization_id != organization.pk:
        raise NotEntitled(_("这个服务识别码是另一家单位的。"))
    decision = decide(code or organization, product=product, door=door, at=at)
    if not decision.allowed:
        raise NotEntitled(decision.reason)
