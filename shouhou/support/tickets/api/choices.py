"""Finding what a machine named: a company, a product, a term."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.organizations.belonging import places
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product
from shouhou.support.tickets.models import Term

LARGEST = 2**63


def named(rows: QuerySet[Any], name: str | int | None, *, field: str, key: str = "name") -> Any:
    """The row of this id or name; None when none was named. Refuses what is not among `rows`."""
    if name is None or name == "":
        return None
    found = None
    if isinstance(name, int) or (name.isdecimal() and len(name) < 19):
        found = rows.filter(pk=int(name)).first() if abs(int(name)) < LARGEST else None
    if found is None and isinstance(name, str) and "\x00" not in name:
        found = rows.filter(**{key: normal_key(name) if key.endswith("_key") else name.strip()}).first()
    if found is None:
        raise Refused(**{field: _("没有“%(name)s”这个选项。") % {"name": str(name)[:40]}})
    return found


def product_of(user: User, name: str | int) -> Product:
    return named(Product.objects.visible_to(user).filter(is_active=True), name, field="product", key="name_key")  # type: ignore[no-any-return]


def term(vocabulary: Term.Vocabulary, label: str | None, *, field: str) -> Term | None:
    return named(Term.objects.filter(vocabulary=vocabulary, is_active=True), label, field=field, key="label")  # type: ignore[no-any-return]


def organization_of(user: User, name: str | int | None) -> Organization:
    """The company a question is for: the caller's own, or for those who file for customers the one named."""
    if can(user, "tickets.file_for"):
        found = named(Organization.objects.visible_to(user), name, field="organization", key="name_key")
        if found is None:
            raise Refused(organization=_("代客户提问时请给出单位。"))
        return found  # type: ignore[no-any-return]
    own = Organization.objects.filter(pk__in=[p.organization_id for p in places(user)])
    found = named(own, name, field="organization", key="name_key") if name else own.order_by("memberships__id").first()
    if found is None:
        raise Refused(_("您还不属于任何单位，不能提问。"))
    return found  # type: ignore[no-any-return]
