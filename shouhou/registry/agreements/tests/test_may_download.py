"""Who may save documents and classes (manual 001 §8: 只有VIP用户才能下载文档)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.registry.agreements import may_download
from shouhou.registry.agreements.actions import add_agreement, write_level, write_policy
from shouhou.registry.agreements.doors import Door, open_to_all
from shouhou.registry.agreements.models import Agreement, Level, Policy
from shouhou.registry.organizations.models import Membership

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def bare(cast):
    """嘉禾 without any agreement; the vendor's own defaults for those without one."""
    Agreement.objects.all().delete()
    Policy.objects.all().delete()
    write_policy(by=cast.admin, open_doors=open_to_all(), asks_for_code=False)
    return cast


def buy(cast, *, level="VIP 服务", starts=-10, ends=10, **facts):
    return add_agreement(cast.jiahe_company, by=cast.admin, level=Level.objects.get(name=level), starts_on=TODAY + starts * DAY, ends_on=TODAY + ends * DAY,
                         **facts)


@pytest.mark.requirement("LC-8-03")
def test_only_vip_and_staff(bare):
    for person in (bare.jiahe, bare.jiahe_boss, bare.yuanfang):
        no = may_download(person)
        assert not no.allowed and "只有 VIP 用户才能下载" in no.reason and "在线查看" in no.reason
    buy(bare)
    assert may_download(bare.jiahe).allowed and may_download(bare.jiahe_boss).allowed and not may_download(bare.yuanfang).allowed
    assert may_download(bare.guwen).allowed and may_download(bare.zhuguan).allowed


@pytest.mark.parametrize(("starts", "ends", "allowed", "words"), [
    (0, 0, True, ""), (-30, -1, False, "到期"), (1, 30, False, "开始生效")])
def test_it_is_what_the_agreement_gives_now(bare, starts, ends, allowed, words):
    buy(bare, starts=starts, ends=ends)
    found = may_download(bare.jiahe)
    assert found.allowed is allowed and words in found.reason


def test_an_ordinary_level_does_not_even_where_it_ranks_before(bare):
    ordinary = Level.objects.get(name="标准服务")
    assert "download" not in ordinary.doors
    write_level(ordinary, by=None, name=ordinary.name, priority=1, doors=list(Door.values))
    buy(bare, level="标准服务")
    assert not may_download(bare.jiahe).allowed
    buy(bare)
    found = may_download(bare.jiahe)
    assert found.allowed and found.is_vip


def test_for_the_products_of_the_agreement(bare):
    buy(bare, products=[bare.product])
    assert may_download(bare.jiahe, product=bare.product).allowed
    no = may_download(bare.jiahe, product=bare.product2.pk)
    assert not no.allowed and "不包含所选的产品" in no.reason


def test_a_vip_level_without_the_door_does_not(bare):
    level = Level.objects.get(name="VIP 服务")
    write_level(level, by=None, name=level.name, priority=level.priority, doors=["question"], is_vip=True)
    buy(bare)
    assert "不包含下载" in may_download(bare.jiahe).reason


def test_where_the_vendor_opened_it_to_all(bare):
    write_policy(by=bare.admin, open_doors=["download"], asks_for_code=False)
    assert may_download(bare.yuanfang).allowed


def test_without_a_company(bare):
    Membership.objects.filter(user=bare.jiahe).delete()
    assert "还没有关联单位" in may_download(bare.jiahe).reason
