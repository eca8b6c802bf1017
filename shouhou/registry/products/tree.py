"""The parts of all products that can be chosen, kept for a few seconds: the question form asks for them each time."""

from __future__ import annotations

from shouhou.foundation.accounts.models import User
from shouhou.foundation.kept import Kept
from shouhou.foundation.prepared import Prepared
from shouhou.registry.organizations.belonging import places
from shouhou.registry.products.models import Holding, Module, Product, Version

modules: Kept[list[Module]] = Kept(lambda: list(Module.objects.filter(is_active=True)))
versions: Kept[list[Version]] = Kept(lambda: list(Version.objects.filter(is_active=True)))
products: Kept[list[Product]] = Kept(lambda: list(Product.objects.filter(is_active=True)))


_held = Prepared(lambda pk: Holding.objects.filter(organization_id=pk, product__is_active=True).values_list("product_id"), int)


def choosable(user: User) -> list[Product]:
    """The products a customer may ask about, in the vendor's order: those the own companies hold, or all when none is recorded.

    The same rule as `visible_to`, in one small statement.
    """
    companies = [place.organization_id for place in places(user)]
    if len(companies) == 1:
        held = {pk for pk, in _held(companies[0])}
    else:
        held = set(Holding.objects.filter(organization__in=companies, product__is_active=True).values_list("product", flat=True))
    return [product for product in products() if not held or product.pk in held]
