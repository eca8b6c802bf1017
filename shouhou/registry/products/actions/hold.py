"""A company holds a product, or no longer."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Holding, Product


@transaction.atomic
def hold(organization: Organization, product: Product, *, by: User | None) -> Holding:
    """The company can ask about the product. Again changes nothing."""
    holding, is_new = Holding.objects.get_or_create(organization=organization, product=product)
    if is_new:
        record("holding.added", organization, by=by, product=product.pk, name=product.name)
    return holding


@transaction.atomic
def end_holding(organization: Organization, product: Product, *, by: User | None) -> None:
    """The company does not hold the product any more; its questions stay."""
    gone, _ = Holding.objects.filter(organization=organization, product=product).delete()
    if gone:
        record("holding.ended", organization, by=by, product=product.pk, name=product.name)


@transaction.atomic
def set_holdings(organization: Organization, products: Iterable[Product], *, by: User | None) -> None:
    """The company holds exactly these products."""
    wanted = {p.pk: p for p in products}
    held = {h.product_id: h.product for h in Holding.objects.filter(organization=organization).select_related("product")}
    for pk in wanted.keys() - held.keys():
        hold(organization, wanted[pk], by=by)
    for pk in held.keys() - wanted.keys():
        end_holding(organization, held[pk], by=by)
