"""Registered once, transferred, retired: whoever owns it, its history stays on one page."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from shouhou.foundation.access import Refused
from shouhou.registry.assets.actions import list_serial, register, retire, return_to_use, transfer
from shouhou.registry.assets.models import Asset, Transfer, serial_key
from shouhou.registry.products.models import Holding
from tests.crash.threads import shared_database

__all__ = ["shared_database"]


@pytest.fixture
def box(cast):
    return list_serial(cast.product, "NC65-0001", by=None)


@pytest.mark.parametrize("serial", ["nc65 0001", "ＮＣ65－0001", "NC65.0001", "NC-65-0001"])
def test_width_case_and_dashes_do_not_make_another_number(cast, box, serial):
    assert serial_key(serial) == box.serial_key
    with pytest.raises(Refused, match="只能登记一次"):
        list_serial(cast.product, serial, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.create(serial=serial, product=cast.product)


@pytest.mark.parametrize("serial", ["", "12", "NC<script>", "序列", "-" * 30, "a" * 61, "١٢"])
def test_what_is_no_serial_number_is_refused(cast, serial):
    with pytest.raises(Refused) as no:
        list_serial(cast.product, serial, by=None)
    assert "serial" in no.value.fields


@pytest.mark.requirement("YY-1-02")
def test_registered_it_is_owned_and_the_product_held(cast, box):
    Holding.objects.filter(organization=cast.yuanfang_company).delete()
    register(cast.yuanfang_company, box.serial, by=cast.yuanfang, place="临沂")
    assert Asset.objects.visible_to(cast.yuanfang).get().place == "临沂"
    assert not Asset.objects.visible_to(cast.jiahe).exists()
    assert Holding.objects.filter(organization=cast.yuanfang_company, product=cast.product).exists()


@pytest.mark.abuse(143)
@pytest.mark.usefixtures("shared_database")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_register_at_once_one_gets_it(cast):
    serial = list_serial(cast.product, "NC65-0001", by=None).serial

    def come(company):
        try:
            register(company, serial, by=None)
            return company.pk
        except Refused:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        won = [pk for pk in pool.map(come, [cast.jiahe_company, cast.yuanfang_company] * 8) if pk]
    assert len(won) == 1 and Asset.objects.get().organization_id == won[0]


def test_transferred_with_its_history_on_one_page(cast, box):
    register(cast.jiahe_company, box.serial, by=cast.jiahe)
    browser = cast.client(cast.admin)
    browser.post(f"/workbench/assets/{box.pk}/transfer/", {"target": "远方公司", "reason": "资产划转 88"})
    moved = Transfer.objects.get()
    assert (moved.source, moved.target, moved.by) == (cast.jiahe_company, cast.yuanfang_company, cast.admin)
    page = browser.get(f"/workbench/assets/{box.pk}/").content.decode()
    for words in ("登记序列号", "嘉禾实业 注册", "由 嘉禾实业 转让给 远方公司：资产划转 88"):
        assert words in page
    own = cast.client(cast.yuanfang).get(f"/assets/{box.pk}/").content.decode()
    assert "所有单位变更" in own and "嘉禾" not in own and "划转" not in own, "the next owner learns nothing of the last"
    assert cast.client(cast.jiahe).get(f"/assets/{box.pk}/").status_code == 404
    assert box.serial in cast.client(cast.yuanfang).get("/assets/").content.decode()


@pytest.mark.parametrize(("target", "reason", "beside"), [("没有这家", "x", "没有找到这家单位"), ("嘉禾实业", "x", "已经属于"), ("远方公司", "", "这一项")])
def test_transfers_that_make_no_sense_are_refused(cast, box, target, reason, beside):
    register(cast.jiahe_company, box.serial, by=cast.jiahe)
    page = cast.client(cast.admin).post(f"/workbench/assets/{box.pk}/transfer/", {"target": target, "reason": reason})
    assert page.status_code == 400 and beside in page.content.decode() and not Transfer.objects.exists()


def test_only_what_is_registered_is_transferred(cast, box):
    with pytest.raises(Refused, match="只有已注册"):
        transfer(box, cast.yuanfang_company, by=None, reason="x")


def test_retired_and_back(cast, box):
    register(cast.jiahe_company, box.serial, by=cast.jiahe)
    browser = cast.client(cast.admin)
    assert "停用原因" in browser.post(f"/workbench/assets/{box.pk}/retirement/", {"reason": ""}, follow=True).content.decode()
    browser.post(f"/workbench/assets/{box.pk}/retirement/", {"reason": "被盗"})
    box.refresh_from_db()
    assert (box.state, box.organization) == ("retired", cast.jiahe_company)
    retire(box, by=None, reason="again")
    return_to_use(box, by=None)
    assert box.state == "registered"


def test_several_serial_numbers_or_none(cast, box):
    browser, facts = cast.client(cast.admin), {"product": cast.product.pk, "version": cast.version.pk, "made_on": "2026-01-02"}
    assert browser.get("/workbench/assets/new/").status_code == 200
    page = browser.post("/workbench/assets/new/", {**facts, "serials": "AAAA1\nNC65-0001\nAAAA2"})
    assert page.status_code == 400 and "NC65-0001 已经登记过" in page.content.decode() and Asset.objects.count() == 1
    browser.post("/workbench/assets/new/", {**facts, "serials": "AAAA1\n\n AAAA2 \n"})
    assert Asset.objects.filter(made_on="2026-01-02", version=cast.version).count() == 2


def test_the_list_narrows(cast, box):
    register(cast.jiahe_company, box.serial, by=cast.jiahe)
    list_serial(cast.product2, "ZZZZ9", by=None)

    def names(**query):
        return cast.client(cast.guwen).get("/workbench/assets/", query).content.decode()

    assert "NC65-0001" in names(q="nc65") and "ZZZZ9" not in names(q="nc65")
    assert "NC65-0001" in names(q="嘉禾") and "ZZZZ9" in names(state="made") and "NC65-0001" not in names(state="made")
    assert "ZZZZ9" in names(product=str(cast.product2.pk)) and "ZZZZ9" in names(product="²")
    assert "没有符合条件" in names(q="没有")
    assert "NC65-0001" in cast.client(cast.guwen).get(f"/workbench/customers/{cast.jiahe_company.pk}/").content.decode()
