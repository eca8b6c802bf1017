"""预付余额 never goes below nothing (security row 142's rule for balances; D11 on the form)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from shouhou.foundation.access import Refused
from shouhou.registry.agreements.actions import give_back, grant, spend
from shouhou.registry.agreements.models import Agreement, Allowance, Spend
from tests.crash.threads import shared_database

__all__ = ["shared_database"]


@pytest.fixture
def hours(cast):
    return grant(Agreement.objects.get(organization=cast.jiahe_company), "hours", Decimal(10), by=cast.caiwu)


def test_spent_and_given_back(cast, hours):
    row = spend(hours, Decimal("2.50"), by=cast.guwen, reason="远程排查")
    assert hours.left == Decimal("7.50")
    give_back(row, by=cast.zhuguan)
    with pytest.raises(Refused, match="已经撤销"):
        give_back(row, by=cast.zhuguan)
    hours.refresh_from_db()
    assert hours.left == Decimal(10) and Spend.objects.count() == 1


def test_not_more_than_is_left(cast, hours):
    spend(hours, Decimal(9), by=cast.guwen, reason="上门")
    with pytest.raises(Refused) as no:
        spend(hours, Decimal("1.01"), by=cast.guwen, reason="上门")
    assert "只剩 1 小时" in no.value.fields["amount"]
    assert Spend.objects.count() == 1


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "1.001", "1000000"])
def test_odd_amounts_are_refused(cast, hours, amount):
    for verb in (lambda: spend(hours, Decimal(amount), by=None, reason="x"), lambda: grant(hours.agreement, "hours", Decimal(amount), by=None)):
        with pytest.raises(Refused):
            verb()
    hours.refresh_from_db()
    assert (hours.granted, hours.used) == (10, 0)


def test_the_database_itself_refuses_a_negative_balance(hours):
    with pytest.raises(IntegrityError), transaction.atomic():
        Allowance.objects.filter(pk=hours.pk).update(used=11)


@pytest.mark.usefixtures("shared_database")
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_as_many_as_the_balance_lasts(cast):
    """Twenty threads want two hours each of ten: five get them, and the ledger agrees with the balance."""
    hours = grant(Agreement.objects.get(organization=cast.jiahe_company), "hours", Decimal(10), by=None)

    def take(n):
        try:
            spend(Allowance.objects.get(pk=hours.pk), Decimal(2), by=None, reason=f"第 {n} 次")
            return 1
        except Refused:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        won = sum(pool.map(take, range(20)))
    hours.refresh_from_db()
    assert (won, hours.used, Spend.objects.count()) == (5, 10, 5)


@pytest.mark.durability("D11")
def test_a_stale_form_overwrites_nobody(cast):
    browser, known = cast.client(cast.caiwu), Agreement.objects.get(organization=cast.jiahe_company)
    address = f"/workbench/customers/{cast.jiahe_company.pk}/agreements/{known.pk}/"
    typed = {"starts_on": str(known.starts_on), "ends_on": str(known.ends_on), "edition": known.edition}
    assert browser.post(address, {**typed, "name": "甲改的"}).status_code == 302
    late = browser.post(address, {**typed, "name": "乙改的"})
    assert late.status_code == 400 and "已被别人修改" in late.content.decode() and "乙改的" in late.content.decode()
    known.refresh_from_db()
    assert known.name == "甲改的"


def test_by_the_page(cast):
    browser, known = cast.client(cast.caiwu), Agreement.objects.get(organization=cast.jiahe_company)
    address = f"/workbench/customers/{cast.jiahe_company.pk}/agreements/{known.pk}/"
    browser.post(address + "balance/", {"act": "grant", "unit": "visits", "amount": "3"})
    visits = Allowance.objects.get()
    browser.post(address + "balance/", {"act": "spend", "allowance": visits.pk, "amount": "1", "reason": "OD000000001 上门"})
    page = browser.get(address).content.decode()
    assert "OD000000001 上门" in page and "2.00" in page
    for odd in ({"act": "spend", "allowance": visits.pk, "amount": "9", "reason": "x"}, {"act": "grant", "unit": "x", "amount": "1"}, {"amount": "abc"}):
        assert browser.post(address + "balance/", odd, follow=True).status_code == 200
    assert browser.post(address + "balance/", {"act": "spend", "allowance": "²", "amount": "1"}).status_code == 404
    browser.post(address + "balance/", {"act": "back", "spend": Spend.objects.get().pk})
    visits.refresh_from_db()
    assert visits.used == 0
    assert cast.client(cast.guwen).post(address + "balance/", {"act": "grant", "unit": "visits", "amount": "3"}).status_code == 403
