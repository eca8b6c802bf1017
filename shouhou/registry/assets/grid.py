"""装机产品: the installed base by serial number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import Column, Edit, Grid, register
from shouhou.foundation.grid.editing import FlagField, one_of
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.registry.assets.actions import correct, retire, return_to_use
from shouhou.registry.assets.forms import day
from shouhou.registry.assets.models import Asset
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.products.models import Version


def installed(user: Any) -> QuerySet[Asset]:
    rows: QuerySet[Asset] = Asset.objects.visible_to(user)
    return rows


def badge(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(value, Asset.State(value).label)


def one(pk: int, by: User) -> Asset:
    found = installed(by).filter(pk=pk).first()
    if found is None:
        raise Refused(_text("您看不到这件产品。"))
    return found


def use(pk: int, used: bool, by: User) -> None:
    """停用 or back into use."""
    found = one(pk, by)
    if used:
        return_to_use(found, by=by)
    else:
        retire(found, by=by, reason=_text("批量停用"))


def fact(name: str, field: Callable[[], forms.Field], path: str = "") -> Edit:
    """What was noted when it was made."""
    return Edit(lambda user: field(), lambda pk, value, by: correct(one(pk, by), by=by, **{name: value}), "assets.edit", field=path)


class UsedField(FlagField):
    """In use or not, read from the state."""

    def prepare_value(self, value: Any) -> str:
        return super().prepare_value(value != Asset.State.RETIRED if value in Asset.State.values else value)


USED = Edit(lambda user: UsedField(_text("在用"), _text("已停用")), use, "assets.edit")
SELLER = fact("seller", lambda: one_of(Organization.objects.filter(kind=Organization.Kind.AGENCY).order_by("sort_key"), required=False,
                                       nobody=_text("暂不指定")), "seller_id")


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A version, with its product before it."""

    def __init__(self) -> None:
        rows = Version.objects.select_related("product").order_by("product__sort_key", "product_id", "position", "pk")
        super().__init__(rows, required=False, empty_label=_text("未注明"), error_messages={"invalid_choice": _text("请重新选择。")})

    def label_from_instance(self, version: Version) -> str:
        return f"{version.product.name} {version.name}"


VERSION = fact("version", VersionField, "version_id")
MADE = fact("made_on", lambda: day(_("出厂日期")))

ASSETS = register(Grid(
    key="assets", label=_("装机产品"), capability="assets.read", rows=installed, sort=("serial",), title="serial", index=True,
    url=lambda row: f"/workbench/assets/{row['pk']}/",
    columns=(
        Column("serial", _("序列号"), "serial", "code", sort="serial_key", width=180, groups=False),
        Column("product", _("产品"), "product__name", sort="product__sort_key", width=180, is_indexed=False),
        Column("version", _("版本"), "version__name", sort="version__sort_key", width=100, is_indexed=False, edit=VERSION),
        Column("owner", _("所有单位"), "organization__name", sort="organization__sort_key", width=220, is_indexed=False),
        Column("state", _("状态"), "state", "choice", choices=lambda user: Asset.State.choices, width=110, shown=badge, edit=USED),
        Column("made", _("出厂日期"), "made_on", "date", width=120, edit=MADE),
        Column("registered", _("注册时间"), "registered_at", "moment", width=150),
        Column("seller", _("所属服务商"), "seller__name", sort="seller__sort_key", width=180, is_shown=False, is_indexed=False, edit=SELLER),
        Column("bought", _("购买日期"), "bought_on", "date", width=120, is_shown=False),
        Column("place", _("安装地点"), "place", width=200, is_shown=False),
        Column("contact", _("使用联系人"), "contact_name", width=120, is_shown=False),
        Column("phone", _("联系电话"), "contact_phone", "code", width=140, is_shown=False, groups=False),
        Column("lookups", _("防伪查询次数"), "lookups", "number", width=120, is_shown=False, sums=True, is_indexed=False),
    )))


def own(user: Any) -> QuerySet[Asset]:
    """What the companies of this person have registered."""
    return installed(user).filter(organization__in=Membership.objects.filter(user_id=user.pk).values("organization"))


MY_ASSETS = register(Grid(
    key="my_assets", label=_("我的产品"), capability="assets.read_own", rows=own, sort=("serial",), title="serial",
    url=lambda row: f"/assets/{row['pk']}/",
    columns=(
        Column("serial", _("序列号"), "serial", "code", sort="serial_key", width=180, groups=False),
        Column("product", _("产品"), "product__name", sort="product__sort_key", width=180),
        Column("version", _("版本"), "version__name", sort="version__sort_key", width=100),
        Column("owner", _("单位"), "organization__name", sort="organization__sort_key", width=200),
        Column("state", _("状态"), "state", "choice", choices=lambda user: Asset.State.choices, width=110, shown=badge),
        Column("registered", _("注册时间"), "registered_at", "moment", width=140),
        Column("place", _("安装地点"), "place", width=200, is_shown=False),
        Column("contact", _("使用联系人"), "contact_name", width=120, is_shown=False),
        Column("bought", _("购买日期"), "bought_on", "date", width=120, is_shown=False),
        Column("made", _("出厂日期"), "made_on", "date", width=120, is_shown=False),
    )))
