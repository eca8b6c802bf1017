"""产品 in the order in which customers choose them."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, OuterRef, QuerySet, StringAgg, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import Column, Edit, Grid, register
from shouhou.foundation.grid.editing import FlagField
from shouhou.foundation.ui.markup.marks import icon
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.registry.products.actions import retire, return_to_use
from shouhou.registry.products.models import Module, Product, Version


def names(of: type[Module] | type[Version]) -> Coalesce:
    """The names of a product's parts, parted by commas."""
    joined = of.objects.filter(product=OuterRef("pk")).order_by().values("product").annotate(names=StringAgg("name", Value("、"))).values("names")
    return Coalesce(Subquery(joined, output_field=CharField()), Value(""))


def listed(user: Any) -> QuerySet[Any]:
    rows = Product.objects.all() if can(user, "products.edit") else Product.objects.none()
    return rows.annotate(module_names=names(Module), version_names=names(Version))


def in_use(_row: dict[str, Any], value: bool) -> SafeString:
    return state_badge("active", _text("在用")) if value else state_badge("disabled", _text("已停用"))


def parted(_row: dict[str, Any], value: str) -> SafeString:
    """Names parted as the reader's language parts them."""
    return SafeString(escape(value.replace("、", _text("、"))))


def turns(row: dict[str, Any], _value: int) -> SafeString:
    """Up and down; the page has the form `order`."""
    button = '<button class="button small quiet" form="order" formaction="/workbench/products/{0}/order/" name="to" value="{1}" aria-label="{2}">{3}</button>'
    ways = (("up", _text("上移 %s"), "chevron-up"), ("down", _text("下移 %s"), "chevron-down"))
    return SafeString("".join(format_html(button, row["pk"], to, word % row["name"], icon(picture)) for to, word, picture in ways))


def use(pk: int, active: bool, by: User) -> None:
    """停用 or back into use."""
    found = listed(by).filter(pk=pk).first()
    if found is None:
        raise Refused(_text("您看不到这个产品。"))
    (return_to_use if active else retire)(found, by=by)


ACTIVE = Edit(lambda user: FlagField(_text("在用"), _text("已停用")), use, "products.edit")

PRODUCTS = register(Grid(
    key="products", label=_("产品"), capability="products.edit", rows=listed, sort=("position",), title="name", extra=("name",),
    url=lambda row: f"/workbench/products/{row['pk']}/",
    columns=(
        Column("name", _("产品名称"), "name", sort="sort_key", width=220, groups=False),
        Column("code", _("产品编码"), "code", "code", width=130, groups=False),
        Column("modules", _("应用模块"), "module_names", width=300, groups=False, shown=parted),
        Column("versions", _("使用版本"), "version_names", width=200, groups=False, shown=parted),
        Column("active", _("状态"), "is_active", "flag", width=100, shown=in_use, edit=ACTIVE),
        Column("position", _("顺序"), "position", "number", width=120, groups=False, searched=False, shown=turns),
    )))
