"""The product tree grows: product, 应用模块, 使用版本. What people once asked about is retired, never deleted."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.organizations.actions.lines import line
from shouhou.registry.products.models import Module, Product, Version

Part = Module | Version
LIMITS: dict[type[Part], int] = {Module: 80, Version: 40}


@transaction.atomic
def add_product(*, by: User | None, name: str, code: str = "") -> Product:
    """A new product at the end of the list. Raises `Refused` when one of this name exists."""
    clean, code = _product_name(name), line(code, field="code", limit=40)
    position = (Product.objects.aggregate(last=Max("position"))["last"] or 0) + 1
    product = Product.objects.create(name=clean, code=code, position=position)
    record("product.added", product, by=by, name=clean)
    return product


@transaction.atomic
def edit_product(product: Product, *, by: User | None, name: str, code: str = "") -> None:
    """Another name or code; questions asked about it follow."""
    product.name, product.code = _product_name(name, product), line(code, field="code", limit=40)
    product.save()
    record("product.renamed", product, by=by, name=product.name)


@transaction.atomic
def add_part(kind: type[Part], product: Product, *, by: User | None, name: str) -> Part:
    """A new module or version at the end of the product's list. Raises `Refused` when one of this name exists."""
    clean = _part_name(kind, product, name)
    position = (kind.objects.filter(product=product).aggregate(last=Max("position"))["last"] or 0) + 1
    part = kind.objects.create(product=product, name=clean, position=position)
    record(f"product.{noun(kind)}_added", product, by=by, name=clean)
    return part


@transaction.atomic
def retire(thing: Product | Part, *, by: User | None) -> None:
    """Nobody can choose it for a new question any more; old questions keep it."""
    _use(thing, False, by)


@transaction.atomic
def return_to_use(thing: Product | Part, *, by: User | None) -> None:
    """It can be chosen again."""
    _use(thing, True, by)


@transaction.atomic
def move(thing: Product | Part, steps: int, *, by: User | None) -> None:
    """One place up (`-1`) or down (`+1`) among its neighbours."""
    kind: Any = type(thing)
    beside = kind.objects.all() if isinstance(thing, Product) else kind.objects.filter(product_id=thing.product_id)
    row = list(beside.select_for_update().order_by("position", "id"))
    at = next(n for n, one in enumerate(row) if one.pk == thing.pk)
    to = min(max(at + steps, 0), len(row) - 1)
    row.insert(to, row.pop(at))
    for position, one in enumerate(row):
        one.position = position
    kind.objects.bulk_update(row, ["position"])
    if to != at:
        record("product.moved", thing if isinstance(thing, Product) else thing.product, by=by)


def _use(thing: Product | Part, active: bool, by: User | None) -> None:
    if thing.is_active == active:
        return
    thing.is_active = active
    thing.save(update_fields=["is_active"])
    verb = "returned" if active else "retired"
    if isinstance(thing, Product):
        record(f"product.{verb}", thing, by=by)
    else:
        record(f"product.{noun(type(thing))}_{verb}", thing.product, by=by, name=thing.name)


def noun(kind: type[Part]) -> str:
    """What an event calls it."""
    return "module" if kind is Module else "version"


def _product_name(name: str, known: Product | None = None) -> str:
    clean = line(name, field="name", limit=80, required=_("请填写产品名称。"))
    if Product.objects.filter(name_key=normal_key(clean)).exclude(pk=known.pk if known else 0).exists():
        raise Refused(name=_("已经有这个产品：%s。") % clean)
    return clean


def part_line(kind: type[Part], name: str) -> str:
    """The name of a module or version as it is kept. Raises `Refused` (field `name`)."""
    required = _("请填写应用模块。") if kind is Module else _("请填写使用版本。")
    return line(name, field="name", limit=LIMITS[kind], required=required)


def _part_name(kind: type[Part], product: Product, name: str) -> str:
    clean = part_line(kind, name)
    taken = {normal_key(n) for n in kind.objects.filter(product=product).values_list("name", flat=True)}
    if normal_key(clean) in taken:
        raise Refused(name=_("%(product)s 已经有“%(name)s”。") % {"product": product.name, "name": clean})
    return clean
