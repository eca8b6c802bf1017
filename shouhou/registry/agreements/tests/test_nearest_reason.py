"""Which reason is said when several agreements do not help, and the last and first day of everything (found by planting mutants)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.utils import timezone

from shouhou.registry.agreements.actions import add_agreement, grant, issue, spend, write_policy
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.entitlement import ORDINARY, WITHOUT, code_key, company_is_vip, decide, is_vip
from shouhou.registry.agreements.models import Agreement, CodeFormat, ServiceCode
from shouhou.registry.agreements.tests.test_decide import DAY, TODAY, add, bare, level
from shouhou.registry.agreements.validity import until

__all__ = ["bare"]
ORDER = ["到期", "开始生效", "不包含所选的产品", "已经用完", "不包含提问"]
"""From the farthest reason to the nearest."""


def put(cast, which: str) -> None:
    """An agreement that fails for this reason alone."""
    if which == "到期":
        add(cast, starts=-30, ends=-1, level=level("全部", priority=40))
    elif which == "开始生效":
        add(cast, starts=1, ends=30, level=level("全部", priority=40))
    elif which == "不包含所选的产品":
        add(cast, products=[cast.product2], level=level("全部", priority=40))
    elif which == "已经用完":
        add(cast, level=level("次卡", priority=41, is_prepaid=True))
    else:
        add(cast, level=level("只聊天", priority=42, doors=["chat"]))


@pytest.mark.parametrize("pair", list(permutations(ORDER, 2)))
def test_of_two_reasons_the_nearer_is_said(bare, pair):
    for which in pair:
        put(bare, which)
    no = decide(bare.jiahe_company, product=bare.product, door=Door.QUESTION)
    assert not no.allowed and max(pair, key=ORDER.index) in no.reason and min(pair, key=ORDER.index) not in no.reason


def test_the_later_of_two_ends_is_named(bare):
    for ends in (-20, -5, -9):
        add(bare, starts=-40, ends=ends)
    assert str(TODAY - 5 * DAY) in decide(bare.jiahe_company, door=Door.QUESTION).reason
    Agreement.objects.all().delete()
    assert "还没有购买服务" in decide(bare.jiahe_company, door=Door.QUESTION).reason


def test_the_first_and_the_last_day_count(bare):
    vip = level("VIP", is_vip=True)
    for starts, ends, holds in ((0, 9, True), (1, 9, False), (-9, 0, True), (-9, -1, False)):
        Agreement.objects.all().delete()
        add(bare, starts=starts, ends=ends, level=vip)
        assert is_vip(bare.jiahe) is company_is_vip([bare.jiahe_company.pk], TODAY) is holds, (starts, ends)
        assert decide(bare.jiahe, door=Door.QUESTION).allowed is holds


def test_prepaid_vip_is_vip_while_something_is_left(bare):
    made = add(bare, level=level("次卡VIP", is_vip=True, is_prepaid=True))
    assert not is_vip(bare.jiahe)
    left = grant(made, "hours", Decimal(1), by=bare.caiwu)
    assert is_vip(bare.jiahe)
    spend(left, Decimal(1), by=bare.caiwu, reason="上门")
    add(bare, level=level("普通"))
    assert not is_vip(bare.jiahe), "served, but not as VIP"


def test_of_equally_good_agreements_the_longer_serves(bare):
    add(bare, ends=5, number="SHORT")
    add(bare, ends=9, number="LONG")
    add(bare, ends=7, number="MIDDLE")
    yes = decide(bare.jiahe_company, door=Door.QUESTION)
    assert "LONG" in yes.clause and (yes.priority, yes.ends_on) == (ORDINARY, TODAY + 9 * DAY)


def test_a_code_that_is_nobody_s_or_stopped_or_for_another_product(bare):
    code = issue(bare.jiahe_company, by=None, form=CodeFormat.objects.all()[0], product=bare.product).code
    write_policy(by=bare.admin, open_doors=["question"], asks_for_code=False)
    add(bare)
    assert decide(code.code, door=Door.QUESTION).allowed and decide(code, product=bare.product, door=Door.QUESTION).allowed
    other = decide(code, product=bare.product2, door=Door.QUESTION)
    nobody = decide("999999999999", door=Door.QUESTION)
    ServiceCode.objects.filter(pk=code.pk).update(state=ServiceCode.State.SUSPENDED)
    stopped = decide(code.code, door=Door.QUESTION)
    assert [one.allowed for one in (other, nobody, stopped)] == [False] * 3, "also where everybody is let in"
    assert [one.priority for one in (other, nobody, stopped)] == [WITHOUT] * 3
    assert other.organization == stopped.organization == bare.jiahe_company.pk and nobody.organization is None
    assert code_key("识别码 12-34 ５") == "12345"


def test_a_code_for_a_product_needs_an_agreement_for_it(bare):
    code = issue(bare.jiahe_company, by=None, form=CodeFormat.objects.all()[0], product=bare.product).code
    add(bare, products=[bare.product2])
    assert "不包含所选的产品" in decide(code, door=Door.QUESTION).reason


def test_a_code_is_good_until_the_last_agreement_that_covers_it(bare):
    product_code = issue(bare.jiahe_company, by=None, form=CodeFormat.objects.all()[0], product=bare.product).code
    any_code = issue(bare.jiahe_company, by=None, form=CodeFormat.objects.all()[0]).code
    Agreement.objects.all().delete()
    assert until(any_code) is until(product_code) is None
    today = timezone.localdate()
    for days, products in ((10, [bare.product]), (20, [bare.product2])):
        add_agreement(bare.jiahe_company, by=None, starts_on=today, ends_on=today + timedelta(days=days), products=products)
    add_agreement(bare.yuanfang_company, by=None, starts_on=today, ends_on=today + timedelta(days=90))
    assert (until(product_code), until(any_code)) == (today + timedelta(days=10), today + timedelta(days=20))
    add_agreement(bare.jiahe_company, by=None, starts_on=today, ends_on=today + timedelta(days=30))
    assert until(product_code) == until(any_code) == today + timedelta(days=30)
