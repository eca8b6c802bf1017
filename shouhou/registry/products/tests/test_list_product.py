"""The product tree."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.registry.products.actions import add_part, add_product, edit_product, end_holding, hold, move, retire, return_to_use, set_holdings
from shouhou.registry.products.models import Holding, Module, Product, Version


def test_product_with_module_and_version_is_made_by_the_pages(cast):
    browser = cast.client(cast.admin)
    there = browser.post("/workbench/products/", {"name": "云之家", "code": "YZJ"}).url
    assert browser.post(there + "modules/", {"line": ["0"], "pk-0": "", "name-0": "审批", "is_active-0": "1"}).status_code == 302
    assert browser.post(there + "versions/", {"line": ["0"], "pk-0": "", "name-0": "V10", "is_active-0": "1"}).status_code == 302
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


def test_order_changes_one_place_and_stops_at_the_ends(cast):
    for steps, names in ((1, ["报表", "总账"]), (1, ["报表", "总账"]), (-1, ["总账", "报表"]), (-1, ["总账", "报表"])):
        move(Module.objects.get(name="总账"), steps, by=cast.admin)
        assert [m.name for m in cast.product.modules.all()] == names
    cast.client(cast.admin).post(f"/workbench/products/{cast.product2.pk}/order/", {"to": "up"})
    assert Product.objects.first() == cast.product2


def test_retired_stays_on_old_questions_and_comes_back(cast):
    ticket = cast.ask(module=cast.module)
    retire(cast.module, by=cast.admin)
    cast.module.refresh_from_db()
    ticket.refresh_from_db()
    assert not cast.module.is_active and ticket.module == cast.module
    browser = cast.client(cast.admin)
    for undo, active in (("", False), ("1", True)):
        browser.post(f"/workbench/products/{cast.product.pk}/retirement/", {"undo": undo})
        assert Product.objects.get(pk=cast.product.pk).is_active is active
    return_to_use(cast.module, by=cast.admin)
    assert Module.objects.get(pk=cast.module.pk).is_active


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
