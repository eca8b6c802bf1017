"""Serial numbers from a table, with their owners where they have one."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports import Field, day_of, register
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.assets.actions import list_serial
from shouhou.registry.assets.actions import register as register_asset
from shouhou.registry.assets.models import Asset, serial_key
from shouhou.registry.organizations.models import Organization
from shouhou.registry.products.models import Product, Version


@register
class Serials:
    """序列号. One row a thing; with 所有单位 it is registered at once."""

    code, label, capability = "serials", word("序列号与装机产品"), "assets.edit"
    fields = (
        Field("serial", word("序列号"), is_required=True, aliases=("产品序列号", "SN", "serial", "serial number", "机号")),
        Field("product", word("产品名称"), is_required=True, aliases=("产品", "product", "型号")),
        Field("version", word("版本"), aliases=("使用版本", "version")),
        Field("made_on", word("出厂日期"), aliases=("生产日期",)),
        Field("owner", word("所有单位"), aliases=("单位名称", "客户", "客户名称", "单位")),
        Field("bought_on", word("购买日期"), aliases=("发票日期",)),
        Field("place", word("安装地点"), aliases=("安装地址", "地址")),
        Field("contact_name", word("使用联系人"), aliases=("联系人",)),
        Field("contact_phone", word("联系电话"), aliases=("电话", "手机")),
    )

    def __init__(self, *, by: User, import_id: int) -> None:
        self.by = by
        self.products: dict[str, Product] = {}
        self.versions: dict[tuple[int, str], Version] = {}

    def preview(self, row: dict[str, str]) -> dict[str, str]:
        return row

    def take(self, row: dict[str, str], rest: dict[str, str]) -> str:
        product = self.product(row.get("product", ""))
        version = self.version(product, row.get("version", ""))
        known = Asset.objects.filter(serial_key=serial_key(row.get("serial", ""))).first()
        outcome = "same" if known else "added"
        if known is not None and known.product_id != product.pk:
            raise Refused(_("序列号 %s 已经登记为别的产品。") % known.serial)
        asset = known or list_serial(product, row.get("serial", ""), by=self.by, version=version,
                                     made_on=day_of(row.get("made_on", ""), label=_("出厂日期")))
        if row.get("owner"):
            owner = Organization.objects.filter(name_key=normal_key(row["owner"])).first()
            if owner is None:
                raise Refused(_("没有单位“%s”，请先导入客户。") % row["owner"][:40])
            if asset.organization_id != owner.pk:
                register_asset(owner, asset.serial, by=self.by, bought_on=day_of(row.get("bought_on", ""), label=_("购买日期")),
                               place=row.get("place", ""), contact_name=row.get("contact_name", ""), contact_phone=row.get("contact_phone", ""))
                outcome = "changed" if outcome == "same" else outcome
        return outcome

    def product(self, name: str) -> Product:
        key = normal_key(name)
        if key not in self.products:
            found = Product.objects.filter(name_key=key).first()
            if found is None:
                raise Refused(_("没有产品“%(name)s”，请先导入产品。") % {"name": name[:40]})
            self.products[key] = found
        return self.products[key]

    def version(self, product: Product, name: str) -> Version | None:
        if not name.strip():
            return None
        key = (product.pk, name.strip())
        if key not in self.versions:
            found = Version.objects.filter(product=product, name=name.strip()).first()
            if found is None:
                raise Refused(_("%(product)s 没有版本“%(name)s”。") % {"product": product.name, "name": name[:40]})
            self.versions[key] = found
        return self.versions[key]
