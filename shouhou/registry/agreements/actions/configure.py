"""Levels, code formats, and what is open to those without an agreement: data the vendor changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.agreements.checkdigits import Check
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.entitlement import levels, policy
from shouhou.registry.agreements.models import CodeFormat, Level, Policy
from shouhou.registry.agreements.pins import LONGEST, SHORTEST
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.products.models import Product


def _doors(doors: Iterable[str], field: str) -> list[str]:
    chosen = set(doors)
    if chosen - set(Door.values):
        raise Refused(**{field: _("没有这项服务。")})
    return [d for d in Door.values if d in chosen]


@transaction.atomic
def write_level(level: Level, *, by: User | None, name: str, priority: int, doors: Iterable[str], is_vip: bool = False, is_prepaid: bool = False,
                is_active: bool = True) -> Level:
    """Save a new or known level. Raises `Refused` beside name, priority, doors."""
    level.name = line(name, field="name", limit=40, required=_("请填写级别名称。"))
    if Level.objects.filter(name=level.name).exclude(pk=level.pk).exists():
        raise Refused(name=_("已经有这个级别。"))
    if not 1 <= priority <= 89:
        raise Refused(priority=_("排队优先级为 1 到 89，数字小的先服务；没有协议的客户是 90。"))
    level.priority, level.doors, level.is_vip, level.is_prepaid, level.is_active = priority, _doors(doors, "doors"), is_vip, is_prepaid, is_active
    level.save()
    record("level.written", level, by=by, name=level.name, doors=level.doors, priority=priority)
    transaction.on_commit(levels.forget)
    return level


@transaction.atomic
def write_format(form: CodeFormat, *, by: User | None, name: str, prefix: str, digits: int, check_kind: str, pin_length: int, free_months: int,
                 products: Iterable[Product] = (), is_default: bool = False, is_active: bool = True) -> CodeFormat:
    """Save a new or known format; codes already issued stay as they are. Raises `Refused` beside the field that will not do."""
    form.name = line(name, field="name", limit=40, required=_("请填写格式名称。"))
    if CodeFormat.objects.filter(name=form.name).exclude(pk=form.pk).exists():
        raise Refused(name=_("已经有这个格式。"))
    form.prefix = line(prefix, field="prefix", limit=6)
    if form.prefix and not (form.prefix.isascii() and form.prefix.isdecimal()):
        raise Refused(prefix=_("前缀只能是数字：识别码要在电话上输入。"))
    if not 6 <= digits <= 14:
        raise Refused(digits=_("流水位数为 6 到 14 位。"))
    if check_kind not in Check.values:
        raise Refused(check_kind=_("请选择校验位。"))
    if not SHORTEST <= pin_length <= LONGEST:
        raise Refused(pin_length=_("密码为 %(least)d 到 %(most)d 位。") % {"least": SHORTEST, "most": LONGEST})
    if not 0 <= free_months <= 120:
        raise Refused(free_months=_("随附服务为 0 到 120 个月。"))
    form.digits, form.check_kind, form.pin_length, form.free_months, form.is_active = digits, check_kind, pin_length, free_months, is_active
    form.is_default = is_default
    form.save()
    if is_default:
        CodeFormat.objects.exclude(pk=form.pk).update(is_default=False)
    chosen = list(products)
    for other in CodeFormat.objects.filter(products__in=chosen).exclude(pk=form.pk).distinct():
        other.products.remove(*chosen)
    form.products.set(chosen)
    record("format.written", form, by=by, name=form.name)
    return form


@transaction.atomic
def write_policy(*, by: User | None, open_doors: Iterable[str], asks_for_code: bool, activation_url: str = "") -> Policy:
    """Save what is open to those without an agreement. Raises `Refused` beside open_doors or activation_url."""
    row: Any = Policy.objects.select_for_update().first() or Policy()
    row.open_doors, row.asks_for_code = _doors(open_doors, "open_doors"), asks_for_code
    row.activation_url = line(activation_url, field="activation_url", limit=200)
    try:
        if row.activation_url:
            URLValidator(schemes=["http", "https"])(row.activation_url)
    except ValidationError:
        raise Refused(activation_url=_("网址不对，例如 https://www.example.com。")) from None
    row.save()
    record("policy.written", row, by=by, open_doors=row.open_doors, asks_for_code=asks_for_code)
    transaction.on_commit(policy.forget)
    return row
