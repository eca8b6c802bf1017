"""The product tree."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.registry.products.actions import add_part, add_product, edit_product, end_holding, hold, move, retire, return_to_use, set_holdings
from shouhou.registry.products.models import Holding, Module, Product, Version


def test_product_with_module_and_version_is_made_by_the_pages(cast):
    browser = cast.client(cast.admin)
    there = browser.post("/workbench/products/", {"name": "云之家", "code": "YZJ"}).url
    assert browser.post(there, {"part": "modules", "name": "审批"}).status_code == 302
    assert browser.post(there, {"part": "versions", "name": "V10"}).status_code == 302
    product = Product.objects.get(code="YZJ")
    assert [m.name for m in product.modules.all()] == ["审批"] and [v.name for v in product.versions.all()] == ["V10"]
    assert "审批" in browser.get(there).content.decode() and "云之家" in browser.get("/workbench/products/").content.decode()


def test_names_are_one_for_each(cast):
    for refused in (lambda: add_product(by=cast.admin, name="财务助手 "), lambda: add_part(Module, cast.product, by=cast.admin, name="总账"),
                    lambda: add_part(Version, cast.product, by=cast.admin, name="８.0"), lambda: add_product(by=cast.admin, name=""),
                    lambda: edit_product(cast.product, by=cast.admin, name="财务助手"),
                    lambda: add_part(Version, cast.product, by=cast.admin, name="x" * 41)):
        with pytest.raises(Refused) as no:
            refused()
        assert "name" in no.value.fields
    assert add_part(Module, cast.product2, by=cast.admin, name="总账").pk


def test_page_keeps_a_refused_name(cast):
    page = cast.client(cast.admin).post(f"/workbench/products/{cast.product.pk}/", {"part": "modules", "name": "总账"})
    assert page.status_code == 400 and 'value="总账"' in page.content.decode() and "已经有" in page.content.decode()


def test_order_changes_one_place_and_stops_at_the_ends(cast):
    for steps, names in ((1, ["报表", "总账"]), (1, ["报表", "总账"]), (-1, ["总账", "报表"]), (-1, ["总账", "报表"])):
        move(Module.objects.get(name="总账"), steps, by=cast.admin)
        assert [m.name for m in cast.product.modules.all()] == names
    cast.client(cast.admin).post(f"/workbench/products/{cast.product2.pk}/order/", {"to": "up"})
    assert Product.objects.first() == cast.product2


def test_retired_stays_on_old_questions_and_comes_back(cast):
    ticket = cast.ask(module=cast.module)
    browser = cast.client(cast.admin)
    browser.post(f"/workbench/products/{cast.product.pk}/modules/{cast.module.pk}/retirement/")
    cast.module.refresh_from_db()
    ticket.refresh_from_db()
    assert not cast.module.is_active and ticket.module == cast.module
    browser.post(f"/workbench/products/{cast.product.pk}/modules/{cast.module.pk}/retirement/", {"undo": "1"})
    cast.module.refresh_from_db()
    assert cast.module.is_active
    retire(cast.product, by=cast.admin)
    return_to_use(cast.product, by=cast.admin)
    assert Product.objects.get(pk=cast.product.pk).is_active


def test_part_is_renamed_and_a_taken_name_is_said(cast):
    browser, address = cast.client(cast.admin), f"/workbench/products/{cast.product.pk}/modules/{cast.module.pk}/name/"
    browser.post(address, {"name": "总分类账"})
    cast.module.refresh_from_db()
    assert cast.module.name == "总分类账"
    assert "已经有" in browser.post(address, {"name": "报表"}, follow=True).content.decode()


@pytest.mark.abuse(46)
def test_parts_of_another_product_and_odd_kinds_are_not_found(cast):
    browser = cast.client(cast.admin)
    for address in (f"{cast.product2.pk}/modules/{cast.module.pk}/name/", f"{cast.product.pk}/tickets/1/name/", "999/order/", "999/"):
        assert browser.post(f"/workbench/products/{address}", {"name": "x"}).status_code == 404
    assert browser.post(f"/workbench/products/{cast.product.pk}/", {"part": "__class__", "name": "x"}).status_code == 404


def test_holdings_of_a_company(cast):
    set_holdings(cast.yuanfang_company, [cast.product], by=cast.admin)
    assert [h.product for h in Holding.objects.filter(organization=cast.yuanfang_company)] == [cast.product]
    hold(cast.yuanfang_company, cast.product, by=cast.admin)
    end_holding(cast.yuanfang_company, cast.product, by=cast.admin)
    assert not Holding.objects.filter(organization=cast.yuanfang_company).exists()
    page = cast.client(cast.admin).post(f"/workbench/customers/{cast.yuanfang_company.pk}/products/", {"products": [cast.product2.pk]}, follow=True)
    assert "财务助手" in page.content.decode()
    bad = cast.client(cast.admin).post(f"/workbench/customers/{cast.yuanfang_company.pk}/products/", {"products": ["x"]})
    assert bad.status_code == 400


def test_customer_sees_what_the_company_holds(cast):
    assert list(Product.objects.visible_to(cast.yuanfang)) == [cast.product2]
    assert set(Product.objects.visible_to(cast.jiahe)) == {cast.product, cast.product2}


def test_only_who_looks_after_products_changes_them(cast):
    for user in (cast.guwen, cast.zhuguan, cast.shenji, cast.jiahe):
        assert cast.client(user).get("/workbench/products/").status_code == 403
        assert cast.client(user).post(f"/workbench/customers/{cast.jiahe_company.pk}/products/", {}).status_code == 403
