"""What people type about themselves, made clean or refused beside its field, by the catalogue of fields."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.agreements.entitlement import code_key
from shouhou.registry.agreements.models import ServiceCode
from shouhou.registry.joining.catalogue import Entry
from shouhou.registry.joining.models import Pending
from shouhou.registry.organizations.actions.lines import email, line, phone
from shouhou.registry.organizations.actions.usernames import free_username
from shouhou.registry.products.models import Product

PLAIN_NAME = re.compile(r"[A-Za-z0-9]+\Z")
HANZI = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+(·[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]+)*\Z")
QQ = re.compile(r"[1-9][0-9]{4,14}\Z")
OLDEST = 120


def username(text: str, entry: Entry) -> str:
    """用户名 by the manual: letters and digits, nobody else's, not waiting for a mail either. Raises `Refused`."""
    name = text.strip()
    if not PLAIN_NAME.match(name):
        raise Refused(username=_("用户名只能由字母和数字组成。"))
    _long_enough(name, entry)
    name = free_username(name)
    if Pending.objects.filter(username_key=normal_key(name), expires_at__gt=timezone.now()).exists():
        raise Refused(username=_("用户名“%s”已经有人使用。") % name)
    return name


def fact(text: Any, entry: Entry) -> Any:
    """One of the other fields: text, or a date for 出生日期 (None when empty). Raises `Refused` beside the field."""
    label = _(entry.label)
    missing = _("请填写%s。") % label if entry.is_required else ""
    if entry.key == "born_on":
        return _birthday(text, missing)
    clean = line(str(text or ""), field=entry.key, limit=entry.longest, required=missing)
    if not clean:
        return ""
    _long_enough(clean, entry)
    if entry.rule == "hanzi" and not HANZI.match(clean):
        raise Refused(**{entry.key: _("%s必须是汉字。") % label})
    if entry.key == "email":
        return email(clean)
    if entry.key == "phone":
        return phone(clean)
    if entry.key == "qq" and not QQ.match(clean):
        raise Refused(qq=_("QQ号码是 5 到 15 位数字。"))
    if entry.key == "product" and clean not in products(entry):
        raise Refused(product=_("请从列表里选择。"))
    if entry.key == "service_code" and not is_service_code(clean):
        raise Refused(service_code=_("没有查到这个服务编号，请核对后再填，或先留空。"))
    return clean


def products(entry: Entry) -> list[str]:
    """What can be chosen as 使用产品: the administrator's list, else the products of the registry."""
    return list(entry.choices) or list(Product.objects.filter(Q(is_active=True)).values_list("name", flat=True))


def is_service_code(text: str) -> bool:
    """Whether this is a 服务编号 that is good now. A vendor that gives out none takes down any."""
    good = ServiceCode.objects.filter(state=ServiceCode.State.ACTIVE)
    return good.filter(code_key=code_key(text) or "-").exists() or not good.exists()


def _long_enough(text: str, entry: Entry) -> None:
    if len(text) < entry.shortest:
        raise Refused(**{entry.key: _("至少 %d 个字。") % entry.shortest})
    if len(text) > entry.longest:
        raise Refused(**{entry.key: _("最多 %d 个字。") % entry.longest})


def _birthday(value: Any, missing: str) -> date | None:
    if not value:
        if missing:
            raise Refused(born_on=missing)
        return None
    try:
        born = value if isinstance(value, date) else date.fromisoformat(str(value).strip())
    except ValueError:
        raise Refused(born_on=_("日期写成 年-月-日，例如 1990-05-01。")) from None
    today = timezone.localdate()
    if not today.replace(year=today.year - OLDEST, day=1) < born <= today:
        raise Refused(born_on=_("出生日期不对，请核对年份。"))
    return born
