"""What the demo's customers are entitled to: levels, codes, registered serial numbers, an agency and a lead."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from shouhou.foundation.accounts.models import User
from shouhou.registry.agreements.actions import grant, issue, leave_lead, spend
from shouhou.registry.agreements.checkdigits import check_digit
from shouhou.registry.agreements.models import Agreement, CodeFormat, Level
from shouhou.registry.assets.actions import list_serial, register
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product

PIN = "739164"
"""Of every code of the demo, as the demo's password is of every account."""
CODES = {"嘉禾实业有限公司": ("用友 NC", "1020260017"), "远方重工机械有限公司": ("浪潮服务编码", "10023456"), "曾都医药连锁有限公司": ("浪潮服务编码", "10031207")}
LEVELS = {"嘉禾实业有限公司": "VIP 服务", "远方重工机械有限公司": "标准服务", "江城食品股份有限公司": "预付服务"}
SERIALS = [
    # product, serial number, owner, place
    ("金蝶云·星空企业版", "XK-8200-2026-0117", "嘉禾实业有限公司", "襄阳总部机房"),
    ("ZL50 装载机", "ZL50-24-00318", "远方重工机械有限公司", "临沂料场一号线"),
    ("ZL50 装载机", "ZL50-24-00319", "远方重工机械有限公司", "临沂料场二号线"),
    ("金蝶云·星空企业版", "XK-8200-2026-0201", "", ""),
    ("ZL50 装载机", "ZL50-24-00402", "", ""),
]
AGENCIES = [("江城服务有限公司", "江城服务", "湖北省武汉市", "027-88001122"), ("鲁南服务有限公司", "鲁南服务", "山东省临沂市", "0539-8101010")]


def entitle(made: dict[str, User]) -> None:
    """Give the demo's companies what they have bought."""
    levels, formats = {row.name: row for row in Level.objects.all()}, {row.name: row for row in CodeFormat.objects.all()}
    admin, pin = made["admin"], make_password(PIN)
    for name, short, region, phone in AGENCIES:
        Organization.objects.create(kind=Organization.Kind.AGENCY, name=name, short_name=short, region=region, phone=phone)
    for name, level in LEVELS.items():
        Agreement.objects.filter(organization__name=name).update(level=levels[level])
    prepaid = grant(Agreement.objects.get(organization__name="江城食品股份有限公司"), "hours", Decimal(20), by=admin)
    spend(prepaid, Decimal("3.5"), by=made["guwen"], reason="远程检查采购入库单")
    for name, (form, code) in CODES.items():
        row = issue(Organization.objects.get(name=name), by=admin, form=formats[form], code=_whole(formats[form], code)).code
        row.pin, row.pin_at = pin, timezone.now()
        row.save(update_fields=["pin", "pin_at"])
    for product, serial, owner, place in SERIALS:
        asset = list_serial(Product.objects.get(name=product), serial, by=admin, made_on=timezone.localdate() - timedelta(days=200))
        if owner:
            register(Organization.objects.get(name=owner), asset.serial, by=admin, place=place)
    leave_lead(by=None, name="周启明", company="鄂北农机合作社", phone="13597500123", product="ZL50 装载机 2022 款", region="湖北省襄阳市",
               note="设备过保，想买一年保养服务。")


def _whole(form: CodeFormat, code: str) -> str:
    """The demo's code with the check digit its format wants."""
    body = code[:form.length - (form.check_kind != "none")]
    return body + check_digit(form.check_kind, body)
