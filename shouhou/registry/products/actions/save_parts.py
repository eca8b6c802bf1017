"""All modules, or all versions, of a product saved at once, in the order they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.products.actions.list_product import Part, noun, part_line
from shouhou.registry.products.models import Product


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row: `pk` None for a new one."""

    pk: int | None
    name: str
    is_active: bool = True


@transaction.atomic
def save_parts(kind: type[Part], product: Product, rows: Sequence[Wanted], *, by: User | None) -> None:
    """Adds, renames, retires, returns and orders. Rows that are not named, because somebody added them meanwhile, stay at the end.

    Raises `Refused` with a sentence for each wrong row (`name-0` is about the first), and then nothing is changed.
    """
    known = {part.pk: part for part in kind.objects.select_for_update().filter(product=product)}
    if any(row.pk is not None and row.pk not in known for row in rows):
        raise Refused(_("有一行已经不在了，请刷新后再改。"))
    rest = [part for pk, part in known.items() if pk not in {row.pk for row in rows}]
    names = clean(kind, product, rows, rest)
    was = [pk for pk in known if pk not in {part.pk for part in rest}]
    renamed = {row.pk for row, name in zip(rows, names, strict=True) if row.pk is not None and known[row.pk].name != name}
    for pk in renamed:  # two rows may have changed names with each other
        kind.objects.filter(pk=pk).update(name=f"\x1f{pk}")
    for position, (row, name) in enumerate(zip(rows, names, strict=True)):
        if row.pk is None:
            kind.objects.create(product=product, name=name, position=position, is_active=row.is_active)
            record(f"product.{noun(kind)}_added", product, by=by, name=name)
            continue
        part = known[row.pk]
        was_active = part.is_active
        part.name, part.position, part.is_active = name, position, row.is_active
        part.save(update_fields=["name", "sort_key", "position", "is_active"])
        if row.pk in renamed:
            record(f"product.{noun(kind)}_renamed", product, by=by, name=name)
        if was_active != row.is_active:
            record(f"product.{noun(kind)}_{'returned' if row.is_active else 'retired'}", product, by=by, name=name)
    for position, part in enumerate(rest, len(rows)):
        part.position = position
        part.save(update_fields=["position"])
    if [row.pk for row in rows if row.pk is not None] != was:
        record("product.moved", product, by=by)


def clean(kind: type[Part], product: Product, rows: Sequence[Wanted], rest: Sequence[Part]) -> list[str]:
    """The names as they are kept. Raises `Refused` with a sentence for each row that cannot be."""
    taken = {normal_key(part.name) for part in rest}
    names, wrong = [], {}
    for place, row in enumerate(rows):
        try:
            name = part_line(kind, row.name)
        except Refused as no:
            wrong[f"name-{place}"] = no.fields.get("name", no.message)
            continue
        if normal_key(name) in taken:
            wrong[f"name-{place}"] = _("%(product)s 已经有“%(name)s”。") % {"product": product.name, "name": name}
        taken.add(normal_key(name))
        names.append(name)
    if wrong:
        raise Refused(**wrong)
    return names
