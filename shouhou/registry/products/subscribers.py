"""What this room tells those before it: product names are easy to guess as passwords; holdings stand in a company's record."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from shouhou.foundation.accounts import passwords
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.happened import WORDS
from shouhou.registry.products.models import Product


@passwords.words
def product_names(user: User) -> Iterable[str]:
    """The names of all products."""
    return Product.objects.values_list("name", flat=True)[:500]


WORDS.update({"holding.added": _("增加产品"), "holding.ended": _("移除产品")})
