"""Customers with their people, products and agreements from tables, thousands in a few statements (X-08)."""

from __future__ import annotations

import pytest

from shouhou.foundation import imports
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.foundation.imports.models import Import, RefusedRow
from shouhou.foundation.imports.running import run_now
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.models import Membership, Organization

HEAD = "单位名称,所属区域,责任顾问,用户名,真实姓名,联系电话,单位管理员,使用产品,服务级别,服务开始日期,服务费到期时间\n"


def bring(cast, folder, text, encoding="utf-8"):
    path = folder / "客户.csv"
    path.write_bytes((HEAD + text).encode(encoding))
    made = imports.prepare("customers", path, by=cast.admin)
    Import.objects.filter(pk=made.pk).update(state="running")
    made.refresh_from_db()
    return run_now(made)


@pytest.mark.requirement("X-08", "X-01")
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_company_people_products_and_agreement(cast, tmp_path, encoding):
    made = bring(cast, tmp_path, "新安机械,湖北省,guwen,xinan1,张三,13800138000,是,金蝶云·星空企业版；财务助手,VIP 服务,2026-01-01,2026-12-31\n"
                 "新安机械,,,xinan2,李四,,,财务助手,,,2026/12/31\n", encoding)
    assert (made.added, made.changed, made.refused) == (1, 1, 0)
    company = Organization.objects.get(name="新安机械")
    assert (company.consultant, company.region, company.holdings.count()) == (cast.guwen, "湖北省", 2)
    agreement = Agreement.objects.get(organization=company)
    assert agreement.level.name == "VIP 服务" and str(agreement.ends_on) == "2026-12-31" and agreement.covers_all
    boss = Membership.objects.get(user__username="xinan1")
    assert boss.is_admin and {g.role for g in boss.user.grants.all()} == {"customer", "customer_admin"}
    assert not boss.user.has_usable_password() and boss.user.must_change_password
    assert Event.objects.filter(verb="user.enrolled").count() == 2 and Event.objects.filter(verb="organization.added").count() == 1
    assert "xinanjixie" in company.sort_key


def test_again_changes_nothing(cast, tmp_path):
    text = "新安机械,,,xinan1,张三,,,财务助手,,,2026-12-31\n"
    bring(cast, tmp_path, text)
    again = bring(cast, tmp_path, text)
    assert (again.added, again.changed, again.same) == (0, 0, 1) and User.objects.filter(username="xinan1").count() == 1


@pytest.mark.parametrize(("row", "reason"), [
    (",湖北省,,,,,,,,,", "没有单位名称"), ("甲,,,jiahe,,,,,,,", "已被使用"), ("甲,,nobody,,,,,,,,", "没有用户名为“nobody”的顾问"),
    ("甲,,jiahe,,,,,,,,", "顾问"), ("甲,,,,,,,没有的产品,,,", "没有产品"), ("甲,,,,,,,,钻石,,2026-12-31", "没有服务级别"),
    ("甲,,,x,,,,,,,", "2 到 64 个字"), ("甲,,,jia1,,12,,,,,", "电话"), ("甲,,,,,,,,,,gestern", "不是日期"),
    ("甲,,,,,,,,,2026-12-31,2026-01-01", "早于"), ("甲,,,,,,,,,,1900-01-01", "1990"), ("甲,,,jiаhe,,,,,,,", "看起来一样"),
    ("甲" * 121 + ",,,,,,,,,,", "最多 120")])
def test_a_refused_row_leaves_nothing_behind(cast, tmp_path, row, reason):
    before = Organization.objects.count(), User.objects.count(), Agreement.objects.count()
    made = bring(cast, tmp_path, row + "\n好公司,,,,,,,,,,\n")
    assert (made.refused, made.added) == (1, 1)
    assert reason in RefusedRow.objects.get().reason
    assert (Organization.objects.count() - 1, User.objects.count(), Agreement.objects.count()) == before


def test_two_rows_of_one_file_may_not_share_a_user_name(cast, tmp_path):
    made = bring(cast, tmp_path, "甲公司,,,tongming,,,,,,,\n乙公司,,,tongming,,,,,,,\n甲公司,,,TongMing,,,,,,,\n")
    assert (made.added, made.same, made.refused) == (1, 1, 1)
    assert not Organization.objects.filter(name="乙公司").exists()


def test_statements_do_not_grow_with_the_rows(cast, tmp_path, django_assert_max_num_queries):
    text = "".join(f"单位{n},,,user{n},张三,,,财务助手,,,2026-12-31\n" for n in range(1000))
    with django_assert_max_num_queries(80):
        made = bring(cast, tmp_path, text)
    assert made.added == 1000 and Membership.objects.filter(user__username__startswith="user").count() == 1000
