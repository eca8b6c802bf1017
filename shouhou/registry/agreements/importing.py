"""Customers from a table: company, its people, the products it holds, until when it is served. One row a person."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_noop as word

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports import Field, register
from shouhou.registry.agreements.bringing import Batch


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
        Field("agreement", word("服务合同"), aliases=("合同名称",)),
        Field("number", word("合同编号"), aliases=("合同号",)),
        Field("level", word("服务级别"), aliases=("级别", "服务等级")),
        Field("ends_on", word("服务费到期时间"), aliases=("到期时间", "到期日期", "服务到期", "合同到期")),
    )

    batch = 1000

    def __init__(self, *, by: User, import_id: int) -> None:
        self.bringing = Batch(by)

    def preview(self, row: dict[str, str]) -> dict[str, str]:
        return row

    def take_many(self, rows: Sequence[tuple[dict[str, str], dict[str, str]]]) -> list[str | Refused]:
        """All of them in a few statements."""
        return self.bringing.take([row for row, _rest in rows])

    def take(self, row: dict[str, str], rest: dict[str, str]) -> str:
        answer = self.bringing.take([row])[0]
        if isinstance(answer, Refused):
            raise answer
        return answer
