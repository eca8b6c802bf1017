"""厂商资料: whose platform this is."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.organizations.actions.lines import email, line
from shouhou.registry.organizations.belonging import forget_vendor
from shouhou.registry.organizations.models import Organization, Vendor

TEXTS = {"name": 120, "short_name": 40, "platform_name": 60, "service_address": 200, "hotlines": 200, "wechat_name": 60,
         "sign_in_hint": 200}
DAYS = {"fee_warning_days": 365, "auto_close_days": 365, "escalate_days": 60}
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\Z")
LONGEST_TERMS = 50_000


@transaction.atomic
def configure(*, by: User | None, **facts: Any) -> Vendor:
    """Change facts of the vendor's profile (fields of `Vendor`); those not given stay. Raises `Refused` beside a field.

    The vendor's own company in the registry keeps the same name. `logo` and `wechat_qr` are the path part of a kept file.
    """
    profile = Vendor.objects.select_for_update().first() or Vendor(name="")
    for field, limit in TEXTS.items():
        if field in facts:
            required = _("请填写这一项。") if field in {"name", "platform_name"} else ""
            setattr(profile, field, line(facts[field], field=field, limit=limit, required=required))
    for field, most in DAYS.items():
        if field in facts:
            if not isinstance(facts[field], int) or not 0 <= facts[field] <= most:
                raise Refused(**{field: _("请填写 0 到 %d 之间的天数。") % most})
            setattr(profile, field, facts[field])
    if "email" in facts:
        profile.email = email(facts["email"])
    if "website" in facts:
        profile.website = _website(facts["website"])
    if "colour" in facts:
        if not COLOUR.match(facts["colour"]):
            raise Refused(colour=_("颜色写成 #rrggbb，例如 #2f6fde。"))
        profile.colour = facts["colour"].lower()
    if "terms" in facts:
        if len(facts["terms"]) > LONGEST_TERMS or "\x00" in facts["terms"]:
            raise Refused(terms=_("服务条款太长。"))
        profile.terms = facts["terms"].strip()
    for field in ("logo", "wechat_qr"):
        if field in facts:
            setattr(profile, field, facts[field])
    if not profile.name:
        raise Refused(name=_("请填写公司名称。"))
    profile.save()
    _own_company(profile.name, profile.short_name)
    record("vendor.configured", profile, by=by, fields=sorted(facts))
    transaction.on_commit(forget_vendor)
    return profile


def _website(text: str) -> str:
    address = line(text, field="website", limit=200)
    if address and "://" not in address:
        address = "https://" + address
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise Refused(website=_("网址不对，例如 https://www.example.com。")) from None
    return address


def _own_company(name: str, short_name: str) -> None:
    """The company of kind 厂商 carries the vendor's name."""
    own = Organization.objects.filter(kind=Organization.Kind.VENDOR).order_by("id").first() or Organization(kind=Organization.Kind.VENDOR)
    if Organization.objects.filter(name_key=normal_key(name)).exclude(pk=own.pk).exists():
        raise Refused(name=_("已经有一家客户叫这个名称。"))
    own.name, own.short_name = name, short_name
    own.save()
