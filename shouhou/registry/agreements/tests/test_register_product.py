"""产品注册: the last page shows code and PIN; one serial number once (manual 002)."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.registry.agreements.actions import register_product, verify
from shouhou.registry.agreements.actions.register_product import months_after
from shouhou.registry.agreements.doors import Door
from shouhou.registry.agreements.entitlement import decide
from shouhou.registry.agreements.models import Agreement, CodeFormat, ServiceCode
from shouhou.registry.assets.actions import list_serial, retire, transfer
from shouhou.registry.assets.models import Asset

PAGE = "/products/registration/"


@pytest.fixture
def box(cast):
    return list_serial(cast.product, "NC65-2026-0001", by=None)


def last_page(cast, who, **facts):
    return cast.client(who).post(PAGE, {"step": "2", "organization": cast.company_of(who).pk, "serial": "nc65 2026 0001", "_key": "k1", **facts})


@pytest.mark.requirement("YY-1-02", "YY-2-04", "YY-1-06", "YY-2-06")
def test_the_last_page_shows_code_and_pin_once(cast, box):
    browser = cast.client(cast.jiahe_boss)
    assert "第 1 步" in browser.get(PAGE).content.decode()
    second = browser.post(PAGE, {"step": "1", "organization": cast.jiahe_company.pk, "serial": "NC65-2026-0001"}).content.decode()
    assert "第 2 步" in second and cast.product.name in second
    answer = last_page(cast, cast.jiahe_boss, bought_on="2026-01-31", place="襄阳")
    html = answer.content.decode()
    code, pin = re.search(r'id="made-code">(\d+)<', html)[1], re.search(r'id="made-pin">(\d+)<', html)[1]
    assert verify(code, pin, source="192.0.2.1").asset == box and "no-store" in answer["Cache-Control"]
    assert decide(code, product=cast.product, door=Door.HOTLINE).allowed
    again = last_page(cast, cast.jiahe_boss, bought_on="2026-01-31", place="襄阳").content.decode()
    assert pin not in again and "已经注册成功" in again, "a second click shows no PIN"
    box.refresh_from_db()
    assert (box.state, box.organization, box.place, box.bought_on) == ("registered", cast.jiahe_company, "襄阳", date(2026, 1, 31))


@pytest.mark.requirement("YY-2-04")
def test_service_that_comes_with_the_product_begins(cast, box):
    Agreement.objects.filter(organization=cast.jiahe_company).delete()
    made = register_product(cast.jiahe_company, box.serial, by=cast.jiahe_boss)
    assert made.agreement and list(made.agreement.products.all()) == [cast.product]
    assert made.agreement.ends_on == months_after(timezone.localdate(), 12)
    assert not decide(made.issued.code, product=cast.product2, door=Door.HOTLINE).allowed
    CodeFormat.objects.update(is_active=False)
    list_serial(cast.product, "ANOTHER-1", by=None)
    plain = register_product(cast.jiahe_company, "ANOTHER-1", by=cast.jiahe_boss)
    assert plain.issued is None and plain.agreement is None


@pytest.mark.parametrize(("begins", "months", "ends"), [
    (date(2026, 1, 1), 12, date(2026, 12, 31)), (date(2026, 8, 31), 6, date(2027, 2, 27)), (date(2028, 2, 29), 12, date(2029, 2, 27)),
    (date(2026, 12, 15), 1, date(2027, 1, 14))])
def test_months_after(begins, months, ends):
    assert months_after(begins, months) == ends


@pytest.mark.requirement("YY-1-02")
def test_one_serial_number_once(cast, box):
    register_product(cast.jiahe_company, box.serial, by=cast.jiahe_boss)
    own = cast.client(cast.jiahe).post(PAGE, {"step": "1", "organization": cast.jiahe_company.pk, "serial": box.serial})
    assert own.status_code == 422 and "贵单位已经注册过" in own.content.decode()
    other = cast.client(cast.yuanfang).post(PAGE, {"step": "1", "organization": cast.yuanfang_company.pk, "serial": box.serial})
    html = other.content.decode()
    assert other.status_code == 422 and "一个序列号只能注册一次" in html and "嘉禾" not in html
    assert last_page(cast, cast.yuanfang).status_code == 422
    assert ServiceCode.objects.count() == 1 and Asset.objects.get().organization == cast.jiahe_company


def test_what_nobody_made_is_not_registered(cast, box):
    page = cast.client(cast.jiahe).post(PAGE, {"step": "1", "organization": cast.jiahe_company.pk, "serial": "NC65-9999-9999"})
    assert page.status_code == 422 and "没有查到这个序列号" in page.content.decode()
    retire(box, by=cast.admin, reason="仿冒")
    with pytest.raises(Refused, match="已经停用"):
        register_product(cast.jiahe_company, box.serial, by=cast.jiahe)


@pytest.mark.abuse(46)
def test_nobody_registers_for_another_company(cast, box):
    page = cast.client(cast.jiahe).post(PAGE, {"step": "2", "organization": cast.yuanfang_company.pk, "serial": box.serial, "_key": "x"})
    assert page.status_code == 422 and Asset.objects.get().state == "made"


def test_serial_numbers_cannot_be_gone_through(cast, box):
    answers = [cast.client(cast.jiahe).post(PAGE, {"step": "1", "organization": cast.jiahe_company.pk, "serial": f"NC65-0000-{n:04d}"})
               for n in range(31)]
    assert "太频繁" in answers[-1].content.decode()


@pytest.mark.parametrize("facts", [{"bought_on": "2099-01-01"}, {"bought_on": "gestern"}, {"contact_phone": "12"}, {"place": "x" * 300}, {"organization": "x"}])
def test_odd_facts_are_said_and_nothing_is_registered(cast, box, facts):
    answer = last_page(cast, cast.jiahe, **facts)
    assert answer.status_code == 422 and Asset.objects.get().state == "made" and not ServiceCode.objects.exists()


def test_who_has_no_company_is_told(cast):
    cast.jiahe.memberships.all().delete()
    assert "还没有关联单位" in cast.client(cast.jiahe).get(PAGE).content.decode()


def test_a_code_does_not_follow_the_product_to_its_next_owner(cast, box):
    code = register_product(cast.jiahe_company, box.serial, by=cast.jiahe_boss).issued.code
    transfer(Asset.objects.get(), cast.yuanfang_company, by=cast.admin, reason="转让合同 7")
    code.refresh_from_db()
    assert (code.state, code.asset) == ("suspended", None)
    assert not decide(code, door=Door.HOTLINE).allowed
    cast.client(cast.yuanfang_boss).post(f"/assets/{box.pk}/service-code/")
    fresh = ServiceCode.objects.get(asset=box)
    assert fresh.organization == cast.yuanfang_company and fresh.code != code.code
    assert cast.client(cast.jiahe_boss).post(f"/assets/{box.pk}/service-code/").status_code == 404
    assert cast.client(cast.yuanfang).post(f"/assets/{box.pk}/service-code/", follow=True).status_code == 200
    assert ServiceCode.objects.filter(asset=box).count() == 1
