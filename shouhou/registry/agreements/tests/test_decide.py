"""Who may come in by which door, how soon, and why (manual 002; requirement lines YY-2, YY-5-05; security row 136)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from shouhou.registry.agreements.actions import add_agreement, end_agreement, grant, issue, spend, suspend, write_level, write_policy
from shouhou.registry.agreements.doors import Door, open_to_all
from shouhou.registry.agreements.entitlement import ORDINARY, WITHOUT, code_key, decide, is_vip
from shouhou.registry.agreements.models import Agreement, CodeFormat, Level

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def bare(cast):
    """嘉禾 without any agreement, and a vendor that serves nobody without one."""
    Agreement.objects.filter(organization=cast.jiahe_company).delete()
    write_policy(by=cast.admin, open_doors=[], asks_for_code=False)
    return cast


def level(name="VIP", *, priority=10, doors=tuple(Door.values), **more):
    return write_level(Level.objects.filter(name=name).first() or Level(), by=None, name=name, priority=priority, doors=doors, **more)


def add(cast, *, starts=-10, ends=10, **facts):
    return add_agreement(cast.jiahe_company, by=cast.admin, starts_on=TODAY + starts * DAY, ends_on=TODAY + ends * DAY, **facts)


def test_an_agreement_of_today_opens_the_doors_of_its_level(bare):
    add(bare, level=level("在线", priority=30, doors=["question"]), name="年度", number="HT-9")
    yes, no = decide(bare.jiahe_company, door=Door.QUESTION), decide(bare.jiahe_company, door=Door.CHAT)
    assert (yes.allowed, yes.priority, yes.level) == (True, 30, "在线")
    assert yes.clause == "年度 HT-9：在线包含提问" and str(TODAY + 10 * DAY) in yes.reason
    assert not no.allowed and "在线不包含在线咨询" in no.reason


@pytest.mark.requirement("YY-2-07", "YY-5-05")
def test_without_an_agreement_nothing_that_the_vendor_has_not_opened(bare):
    no = decide(bare.jiahe, door=Door.HOTLINE)
    assert (no.allowed, no.priority) == (False, WITHOUT) and "授权服务机构" in no.reason
    write_policy(by=bare.admin, open_doors=["hotline"], asks_for_code=False)
    yes = decide(bare.jiahe, door=Door.HOTLINE)
    assert (yes.allowed, yes.priority) == (True, WITHOUT) and "非协议客户" in yes.reason
    assert not decide(bare.jiahe, door=Door.REMOTE).allowed


@pytest.mark.abuse(136)
@pytest.mark.parametrize(("starts", "ends", "allowed", "words"), [
    (0, 0, True, "服务至"), (-30, -1, False, "到期"), (1, 30, False, "开始生效"), (-1, 1, True, "服务至")])
def test_only_the_days_of_the_agreement_count(bare, starts, ends, allowed, words):
    add(bare, starts=starts, ends=ends)
    found = decide(bare.jiahe_company, door=Door.QUESTION)
    assert found.allowed is allowed and words in found.reason


@pytest.mark.abuse(136)
def test_the_day_is_that_of_shanghai(bare):
    add_agreement(bare.jiahe_company, by=None, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    assert decide(bare.jiahe_company, door=Door.QUESTION, at=datetime(2026, 3, 31, 15, 59, tzinfo=UTC)).allowed
    assert not decide(bare.jiahe_company, door=Door.QUESTION, at=datetime(2026, 3, 31, 16, 0, tzinfo=UTC)).allowed


@pytest.mark.abuse(136)
def test_an_agreement_for_some_products_serves_those(bare):
    add(bare, products=[bare.product])
    assert decide(bare.jiahe_company, product=bare.product, door=Door.QUESTION).allowed
    other = decide(bare.jiahe_company, product=bare.product2, door=Door.QUESTION)
    assert not other.allowed and "不包含所选的产品" in other.reason
    assert decide(bare.jiahe_company, door=Door.QUESTION).allowed, "about nothing in particular an agreement for anything will do"


def test_the_best_of_several_agreements_serves(bare):
    add(bare, level=level("普通", priority=60))
    add(bare, level=level("VIP", priority=5, is_vip=True), products=[bare.product])
    assert decide(bare.jiahe_company, product=bare.product, door=Door.QUESTION).priority == 5
    assert decide(bare.jiahe_company, product=bare.product2, door=Door.QUESTION).priority == 60


def test_prepaid_serves_as_long_as_something_is_left(bare):
    agreement = add(bare, level=level("预付", is_prepaid=True))
    assert "用完" in decide(bare.jiahe_company, door=Door.QUESTION).reason
    hours = grant(agreement, "hours", Decimal(2), by=bare.caiwu)
    assert decide(bare.jiahe_company, door=Door.QUESTION).allowed
    spend(hours, Decimal(2), by=bare.guwen, reason="远程")
    assert not decide(bare.jiahe_company, door=Door.QUESTION).allowed


@pytest.mark.abuse(136)
@pytest.mark.requirement("YY-2-01", "YY-2-11")
def test_a_code_opens_what_its_company_has_for_its_product(bare):
    add(bare)
    form = CodeFormat.objects.get(is_default=True)
    code = issue(bare.jiahe_company, by=bare.admin, form=form, product=bare.product).code
    assert decide(code.code, product=bare.product, door=Door.HOTLINE).allowed
    assert "另一个产品" in decide(code.code, product=bare.product2, door=Door.HOTLINE).reason
    assert "没有这个" in decide("99999999999", door=Door.HOTLINE).reason
    suspend(code, by=bare.admin, reason="借给别人")
    assert not decide(code.code, door=Door.HOTLINE).allowed


@pytest.mark.abuse(136)
def test_a_code_that_does_not_hold_opens_nothing_even_where_all_are_let_in(cast):
    """Otherwise an expired code would be worth as much as a good one."""
    write_policy(by=cast.admin, open_doors=open_to_all(), asks_for_code=False)
    form = CodeFormat.objects.get(is_default=True)
    code = issue(cast.jiahe_company, by=cast.admin, form=form).code
    assert decide(code, door=Door.QUESTION).allowed
    Agreement.objects.filter(organization=cast.jiahe_company).update(starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY)
    assert not decide(code, door=Door.QUESTION).allowed and decide(cast.jiahe, door=Door.QUESTION).allowed


@pytest.mark.requirement("YY-2-05")
def test_a_renewal_extends_the_code_by_itself(bare):
    first = add(bare, starts=-300, ends=-1)
    code = issue(bare.jiahe_company, by=bare.admin, form=CodeFormat.objects.get(is_default=True)).code
    assert not decide(code, door=Door.HOTLINE).allowed
    add_agreement(bare.jiahe_company, by=bare.caiwu, starts_on=TODAY, ends_on=TODAY + 300 * DAY, renews=first)
    assert decide(code, door=Door.HOTLINE).ends_on == TODAY + 300 * DAY
    assert str(TODAY + 300 * DAY) in bare.client(bare.zhuguan).get(f"/workbench/service-codes/{code.pk}/").content.decode()


def test_ended_early_ends(bare):
    agreement = add(bare, ends=100)
    end_agreement(agreement, by=bare.caiwu, last_day=TODAY, reason="退款")
    assert decide(bare.jiahe_company, door=Door.QUESTION).allowed
    assert not decide(bare.jiahe_company, door=Door.QUESTION, at=timezone.now() + 2 * DAY).allowed


def test_vip_is_what_the_companys_agreement_gives_now(bare):
    agreement = add(bare, level=level(is_vip=True))
    assert is_vip(bare.jiahe) and not is_vip(bare.yuanfang) and not is_vip(bare.guwen)
    assert not is_vip(bare.jiahe, at=timezone.now() + 20 * DAY)
    agreement.delete()
    assert not is_vip(bare.jiahe)


def test_without_a_level_it_is_the_ordinary_service(cast):
    found = decide(cast.jiahe, door=Door.REMOTE)
    assert (found.allowed, found.priority, found.level) == (True, ORDINARY, "标准服务")


def test_a_person_without_a_company_and_a_door_without_a_name(bare):
    assert not decide(bare.admin, door=Door.QUESTION).allowed
    with pytest.raises(ValueError, match="window"):
        decide(bare.jiahe, door="window")


@pytest.mark.parametrize(("typed", "key"), [("１０-0234 56#", "10023456"), ("", ""), ("x", ""), ("9" * 50, "9" * 24), ("٣٤", "")])
def test_codes_are_compared_by_their_digits(typed, key):
    assert code_key(typed) == key


@pytest.mark.django_db(transaction=True)
def test_one_statement_decides(cast, django_assert_num_queries):
    decide(cast.jiahe_company, product=cast.product, door=Door.QUESTION)
    with django_assert_num_queries(1):
        decide(cast.jiahe_company, product=cast.product, door=Door.QUESTION)
