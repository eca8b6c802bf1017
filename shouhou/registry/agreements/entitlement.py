"""Who may come in by which door, how soon, and why. Every door asks here, so that no two of them can differ.

One statement brings the agreements of whoever asks with what decides about each; the rest is arithmetic on its few rows. It is
written by hand because it stands in front of every question, call and chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kept import Kept
from shouhou.foundation.prepared import Prepared
from shouhou.registry.agreements.doors import Door, every_door
from shouhou.registry.agreements.models import Level, Policy, ServiceCode
from shouhou.registry.organizations.belonging import places
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product

WITHOUT = 90
"""Queue priority of whoever has no agreement: behind all who have one."""
ORDINARY = 50


@dataclass(frozen=True, slots=True)
class Decision:
    """`allowed`; `priority` in queues, the smaller the sooner; `reason` in words for the customer; `clause`: what it rests on."""

    allowed: bool
    priority: int
    reason: str
    clause: str
    organization: int | None = None
    agreement: int | None = None
    level: str = ""
    is_vip: bool = False
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One agreement as the statement brings it, in the order of its columns."""

    organization: int
    agreement: int
    name: str
    number: str
    starts_on: Any
    ends_on: Any
    level: int | None
    covers_all: Any
    covers: Any
    has_balance: Any


AGREEMENT = """a.organization_id, a.id, a.name, a.number, a.starts_on, a.ends_on, a.level_id, a.covers_all, p.id IS NOT NULL,
  CASE WHEN a.level_id IS NULL THEN NULL ELSE EXISTS (SELECT 1 FROM agreements_allowance w WHERE w.agreement_id = a.id AND w.used < w.granted) END"""
COVER = "LEFT JOIN agreements_agreement_products p ON p.agreement_id = a.id AND p.product_id = %s"
OF_COMPANIES = f"SELECT {AGREEMENT} FROM agreements_agreement a {COVER} WHERE a.organization_id IN ({{places}})"  # noqa: S608 - no values in it
OF_CODE = f"""SELECT {AGREEMENT}, c.organization_id, c.state, c.product_id FROM agreements_servicecode c
  LEFT JOIN agreements_agreement a ON a.organization_id = c.organization_id {COVER} WHERE c.code_key = %s"""  # noqa: S608

levels: Kept[dict[int | None, Level]] = Kept(lambda: {level.pk: level for level in Level.objects.all()})
_policy = Prepared(lambda: Policy.objects.order_by("pk"))
policy: Kept[Policy] = Kept(lambda: _policy.first() or Policy())


def code_key(code: str) -> str:
    """A code as it is compared: digits alone."""
    return "".join(c for c in code.translate(WIDE) if c in "0123456789")[:24]


WIDE = {0xFF10 + n: str(n) for n in range(10)}


def decide(who: ServiceCode | str | User | Organization, *, product: Product | int | None = None, door: Door | str,
           at: datetime | None = None) -> Decision:
    """What `who` (a service code, a person or a company) may do at `door` about `product` (None: about anything), at the server's own time.

    A code that stands for one product serves that product alone; a person is served by the best of the own companies. Raises
    ValueError for a door that does not exist.
    """
    door = Door(door)
    today = timezone.localdate(at)
    about = product.pk if isinstance(product, Product) else product
    if isinstance(who, str | ServiceCode):
        return _by_code(who if isinstance(who, str) else who.code_key, about, door, today)
    companies = [who.pk] if isinstance(who, Organization) else [place.organization_id for place in places(who)]
    if not companies:
        return _without(door, None, _("您的账号还没有关联单位。"))
    statement = OF_COMPANIES.format(places=", ".join(["%s"] * len(companies)))
    return _judge(_lines(statement, [about, *companies]), about, door, today, companies[0])


def is_vip(user: User, *, at: datetime | None = None) -> bool:
    """Whether one of the person's companies has an agreement of a VIP level now (manual 001: VIP; what it opens, the level says)."""
    companies = [place.organization_id for place in places(user)]
    return bool(companies) and company_is_vip(companies, timezone.localdate(at))


def may_download(user: User, *, product: Product | int | None = None, at: datetime | None = None) -> Decision:
    """Whether this person may save documents and classes about `product` (None: about anything) now, and why (manual 001 §8: 只有VIP用户才能下载文档).

    Staff may. Customers may by an agreement of today whose level is VIP, opens the door and covers the product, or where the vendor
    opened the door to all. A refusal's `reason` says what is missing and what to do.
    """
    if can(user, "workbench.home"):
        return Decision(True, ORDINARY, _("服务人员可以下载。"), _("服务人员"))
    companies = [place.organization_id for place in places(user)]
    if str(Door.DOWNLOAD) in policy().open_doors:
        return Decision(True, WITHOUT, _("厂商已向全部客户开放下载。"), _("厂商设置：没有服务协议也可以使用%s") % Door.DOWNLOAD.label,
                        companies[0] if companies else None)
    if not companies:
        return Decision(False, WITHOUT, _("只有 VIP 用户才能下载。您的账号还没有关联单位，请先申请加入单位。"), _("下载须有 VIP 服务协议"))
    about, known = product.pk if isinstance(product, Product) else product, levels()
    lines = _lines(OF_COMPANIES.format(places=", ".join(["%s"] * len(companies))), [about, *companies])
    vip = [line for line in lines if (level := known.get(line.level)) is not None and level.is_vip]
    found = _judge(vip, about, Door.DOWNLOAD, timezone.localdate(at), companies[0])
    if found.allowed:
        return found
    why = found.reason if vip else _("贵单位目前没有 VIP 服务协议。您可以在线查看；需要下载请申请成为 VIP，或联系您的服务顾问。")
    return Decision(False, WITHOUT, _("只有 VIP 用户才能下载。%s") % why, _("下载须有 VIP 服务协议"), companies[0])


def company_is_vip(companies: Sequence[int], today: date) -> bool:
    """The same for companies by id."""
    known = levels()
    lines = _lines(OF_COMPANIES.format(places=", ".join(["%s"] * len(companies))), [None, *companies])
    return any(_day(a.starts_on) <= today <= _day(a.ends_on) and (level := known.get(a.level)) is not None and level.is_vip
               and not (level.is_prepaid and not a.has_balance) for a in lines)


def _by_code(key: str, about: int | None, door: Door, today: date) -> Decision:
    rows = _rows(OF_CODE, [about, code_key(key)])
    if not rows:
        return _without(door, None, _("没有这个服务识别码。"), refused=True)
    organization, state, own_product = rows[0][10:13]
    if state != ServiceCode.State.ACTIVE:
        return _without(door, organization, _("这个服务识别码已经停用。"), refused=True)
    if own_product is not None and about is not None and own_product != about:
        return _without(door, organization, _("这个服务识别码是另一个产品的，不能用于所选的产品。"), refused=True)
    lines = [Line(*row[:10]) for row in rows if row[1] is not None]
    return _judge(lines, about if about is not None else own_product, door, today, organization, is_code=True)


def _judge(lines: list[Line], about: int | None, door: Door, today: date, organization: int, *, is_code: bool = False) -> Decision:
    """The best agreement that holds today, covers the product and opens the door; without one, the reason that comes nearest."""
    known, best, nearest, rank = levels(), None, "", 0
    latest: date | None = None
    for line in lines:
        starts_on, ends_on = _day(line.starts_on), _day(line.ends_on)
        level = known.get(line.level)
        if not starts_on <= today <= ends_on:
            if ends_on < today and (latest is None or ends_on > latest):
                latest = ends_on
            if starts_on > today and rank < 1:
                nearest, rank = _("服务协议从 %s 开始生效。") % starts_on, 1
        elif about is not None and not line.covers_all and not line.covers:
            if rank < 2:
                nearest, rank = _("服务协议不包含所选的产品。"), 2
        elif level is not None and level.is_prepaid and not line.has_balance:
            if rank < 3:
                nearest, rank = _("预付的服务已经用完，请续购。"), 3
        elif str(door) not in (level.doors if level else every_door()):
            if rank < 4:
                nearest, rank = _("%(level)s不包含%(door)s。") % {"level": level.name if level else "", "door": door.label}, 4
        else:
            key = (level.priority if level else ORDINARY, -ends_on.toordinal(), line.agreement)
            if best is None or key < best[0]:
                best = (key, line, level, ends_on)
    if best is None:
        if not rank:
            nearest = _("服务协议已于 %s 到期。") % latest if latest else _("还没有购买服务。")
        return _without(door, organization, nearest, refused=is_code)
    _key, line, level, ends_on = best
    name = level.name if level else _("标准服务")
    return Decision(True, level.priority if level else ORDINARY, _("%(level)s，服务至 %(day)s。") % {"level": name, "day": ends_on},
                    _("%(agreement)s%(number)s：%(level)s包含%(door)s") % {
                        "agreement": line.name, "number": f" {line.number}" if line.number else "", "level": name, "door": door.label},
                    line.organization, line.agreement, name, bool(level and level.is_vip), ends_on)


def _without(door: Door, organization: int | None, why: str, *, refused: bool = False) -> Decision:
    """非协议客户: let in behind the others where the vendor's policy opens the door to all; a code that does not hold opens nothing."""
    if not refused and str(door) in policy().open_doors:
        return Decision(True, WITHOUT, _("非协议客户，排在协议客户之后。%s") % why, _("厂商设置：没有服务协议也可以使用%s") % door.label, organization)
    return Decision(False, WITHOUT, _("%s请联系当地授权服务机构购买服务。") % why, _("厂商设置：%s须有服务协议") % door.label, organization)


def _lines(statement: str, values: list[Any]) -> list[Line]:
    return [Line(*row) for row in _rows(statement, values)]


def _rows(statement: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _day(value: Any) -> date:
    """SQLite gives days as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value
