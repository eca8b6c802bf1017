"""The product tree from a table: one row a product, module or version, or all three."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports import Field, register
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.products.actions import add_part, add_product
from shouhou.registry.products.models import Module, Product, Version


@register
class Products:
    """产品、模块与版本. What exists stays; several modules or versions may stand in one cell, parted by 、 or ;"""

    code, label, capability = "products", word("产品、模块与版本"), "products.edit"
    fields = (
        Field("product", word("产品名称"), is_required=True, aliases=("产品", "product", "name")),
        Field("code", word("产品编码"), aliases=("编码", "code")),
        Field("module", word("应用模块"), aliases=("模块", "module")),
        Field("version", word("使用版本"), aliases=("版本", "version")),
    )

    def __init__(self, *, by: User, import_id: int) -> None:
        self.by = by

    def preview(self, row: dict[str, str]) -> dict[str, str]:
        return row

    def take(self, row: dict[str, str], rest: dict[str, str]) -> str:
        name = " ".join(row.get("product", "").split())
        if not name:
            raise Refused(_("没有产品名称。"))
        product = Product.objects.filter(name_key=normal_key(name)).first()
        outcome = "same" if product else "added"
        if product is None:
            product = add_product(by=self.by, name=name, code=row.get("code", ""))
        for kind, cell in ((Module, row.get("module", "")), (Version, row.get("version", ""))):
            for part in (p.strip() for p in cell.replace(";", "、").replace("；", "、").split("、")):
                if part and not kind.objects.filter(product=product, name=part).exists():  # type: ignore[attr-defined]
                    add_part(kind, product, by=self.by, name=part)  # type: ignore[type-var]
                    outcome = "changed" if outcome == "same" else outcome
        return outcome
