"""Customers from a table: company, its people, the products it holds, until when it is served. One row a person."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports import Field, register
from shouhou.foundation.kit import moments
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.agreements.actions import add_agreement
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.actions import add_organization, enrol
from shouhou.registry.organizations.models import Membership, Organization
from shouhou.registry.products.actions import hold
from shouhou.registry.products.models import Product

YES = {"是", "y", "yes", "true", "1", "管理员", "√"}


def day_of(text: str, *, label: str) -> date | None:
    """A day; refused with its label when it is none."""
    try:
        moment = moments.parse(text)
    except (ValueError, OverflowError) as bad:
        raise Refused(_("%(label)s“%(text)s”不是日期。") % {"label": label, "text": text[:30]}) from bad
    return moment.astimezone(moments.HERE).date() if moment else None


@register
class Customers:
    """客户. A company that exists is kept; a person that exists is only enrolled where it was not yet."""

    code, label, capability = "customers", word("客户与用户"), "organizations.edit"
    fields = (
        Field("name", word("单位名称"), is_required=True, aliases=("客户名称", "客户", "公司", "公司名称", "company", "customer")),
        Field("short_name", word("简称"), aliases=("客户简称",)),
        Field("code", word("客户编码"), aliases=("编码", "客户编号", "code")),
        Field("region", word("所属区域"), aliases=("区域", "地区", "省市")),
        Field("address", word("地址"), aliases=("address",)),
        Field("phone", word("电话"), aliases=("单位电话", "公司电话")),
        Field("consultant", word("责任顾问"), aliases=("顾问", "实施顾问"), help=word("顾问的用户名")),
        Field("username", word("用户名"), aliases=("登录名", "账号", "username"), help=word("导入后由顾问或管理员重置一次密码，把一次性密码交给用户")),
        Field("person", word("真实姓名"), aliases=("姓名", "联系人", "用户姓名")),
        Field("mobile", word("联系电话"), aliases=("手机", "手机号", "mobile")),
        Field("email", word("邮箱"), aliases=("email", "电子邮箱")),
        Field("is_admin", word("单位管理员"), aliases=("管理员", "是否管理员")),
        Field("products", word("使用产品"), aliases=("产品", "购买产品")),
        Field("starts_on", word("服务开始日期"), aliases=("开始日期", "合同开始")),
        Field("ends_on", word("服务费到期时间"), aliases=("到期时间", "到期日期", "服务到期", "合同到期")),
    )

    def __init__(self, *, by: User, import_id: int) -> None:
        self.by = by

    def preview(self, row: dict[str, str]) -> dict[str, str]:
        return row

    def take(self, row: dict[str, str], rest: dict[str, str]) -> str:
        name = " ".join(row.get("name", "").split())
        if not name:
            raise Refused(_("没有单位名称。"))
        company = Organization.objects.filter(name_key=normal_key(name)).first()
        outcome = "same" if company else "added"
        if company is None:
            consultant = self.person_of(row["consultant"]) if row.get("consultant") else None
            facts = {k: row.get(k, "") for k in ("short_name", "code", "region", "address", "phone")}
            company = add_organization(by=self.by, name=name, consultant=consultant, **facts)
        changed = [self.enrol(company, row), self.hold(company, row), self.serve(company, row)]
        return "changed" if outcome == "same" and any(changed) else outcome

    @staticmethod
    def person_of(username: str) -> User:
        found = User.objects.by_name(username)
        if found is None:
            raise Refused(_("没有用户名为“%(username)s”的顾问。") % {"username": username[:30]})
        return found

    def enrol(self, company: Organization, row: dict[str, str]) -> bool:
        """The person of the row belongs to the company; whether that is new."""
        username = row.get("username", "").strip()
        if not username:
            return False
        known = User.objects.by_name(username)
        if known is not None:
            if not Membership.objects.filter(user=known, organization=company).exists():
                raise Refused(_("用户名“%(username)s”已被使用。") % {"username": username[:30]})
            return False
        enrol(company, by=self.by, username=username, name=row.get("person", "") or username, email=row.get("email", ""),
              phone=row.get("mobile", ""), is_admin=row.get("is_admin", "").strip().lower() in YES)
        return True

    def hold(self, company: Organization, row: dict[str, str]) -> bool:
        """The company holds the products of the row; whether one is new. Refuses a product that does not exist."""
        is_new = False
        for name in (p.strip() for p in row.get("products", "").replace(";", "、").replace("；", "、").replace(",", "、").split("、")):
            if name:
                product = Product.objects.filter(name_key=normal_key(name)).first()
                if product is None:
                    raise Refused(_("没有产品“%(name)s”，请先导入产品。") % {"name": name[:40]})
                if not company.holdings.filter(product=product).exists():
                    hold(company, product, by=self.by)
                    is_new = True
        return is_new

    def serve(self, company: Organization, row: dict[str, str]) -> bool:
        """The company is served until the row's day; whether that is news."""
        ends_on = day_of(row.get("ends_on", ""), label=_("服务费到期时间"))
        if ends_on is None or Agreement.objects.filter(organization=company, ends_on=ends_on).exists():
            return False
        starts_on = day_of(row.get("starts_on", ""), label=_("服务开始日期")) or ends_on - timedelta(days=364)
        add_agreement(company, by=self.by, starts_on=starts_on, ends_on=ends_on)
        return True
