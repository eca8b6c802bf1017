"""Codes and entitlement for machines: a telephone system verifies a caller, a portal of the vendor's own asks what a company may do."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.sources import source_of
from shouhou.foundation.api import Body, NotFound, needs
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.agreements.actions import verify
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.entitlement import Decision, decide
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product

codes, entitlement = Router(), Router()


class Verification(Body):
    """服务识别码 and its PIN, and for which door. `caller` is the caller's number where a telephone system asks, so that tries are counted by it."""

    code: str = Field(max_length=40)
    pin: str = Field(max_length=40)
    door: Door = Door.HOTLINE
    product: str = Field("", max_length=80)
    caller: str = Field("", max_length=40)


def shown(decision: Decision, organization: Organization) -> dict[str, Any]:
    """A decision as machines see it."""
    return {"allowed": decision.allowed, "priority": decision.priority, "reason": decision.reason, "clause": decision.clause,
            "level": decision.level, "vip": decision.is_vip, "ends_on": decision.ends_on.isoformat() if decision.ends_on else None,
            "organization": {"id": organization.pk, "name": organization.name}}


def product_named(name: str) -> Product | None:
    """A product by its name. Raises `Refused` beside product."""
    if not name.strip():
        return None
    found = Product.objects.filter(name_key=normal_key(name)).first()
    if found is None:
        raise Refused(product=_("没有产品“%(name)s”，请先导入产品。") % {"name": name[:40]})
    return found


@codes.post("/verification", response=dict[str, Any], summary="核验服务识别码和密码")
@needs("agreements.verify")
def verification(request: HttpRequest, payload: Verification) -> dict[str, Any]:
    """Right: the customer and what he is entitled to. Wrong: 422, the same for an unknown code and a wrong PIN. Never says a code or a PIN."""
    product = product_named(payload.product)
    source = f"caller-{payload.caller}" if payload.caller.strip() else f"api-{source_of(request)}"
    found = verify(payload.code, payload.pin, source=source)
    return shown(decide(found, product=product, door=payload.door), found.organization)


@entitlement.get("", response=dict[str, Any], summary="一家单位享有的服务")
@needs("agreements.read")
def entitled(request: HttpRequest, organization: int, door: Door = Door.QUESTION, product: str = Query("", max_length=80)) -> dict[str, Any]:
    """What a company may do at a door about a product, and why."""
    found = Organization.objects.visible_to(request.user).filter(pk=organization).first() if 0 < organization < 2**63 else None
    if found is None:
        raise NotFound
    return shown(decide(found, product=product_named(product), door=door), found)
