"""All modules of a product are saved at once, as they stand in the sheet."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.foundation.events.models import Event
from shouhou.registry.products.actions import Wanted, save_parts
from shouhou.registry.products.models import Module


def names(product):
    return list(Module.objects.filter(product=product).values_list("name", flat=True))


def sent(rows):
    """As the page sends them: (pk, name, in use)."""
    post = {"line": [str(n) for n in range(len(rows))]}
    for n, (pk, name, active) in enumerate(rows):
        post |= {f"pk-{n}": str(pk or ""), f"name-{n}": name} | ({f"is_active-{n}": "1"} if active else {})
    return post


@pytest.fixture
def parts(cast):
    return {m.name: m.pk for m in Module.objects.filter(product=cast.product)}


@pytest.mark.requirement("HX-1.2.4-03", "HX-1.2.4-05")
def test_rows_are_added_in_their_place_renamed_and_retired(cast, parts):
    browser, address = cast.client(cast.admin), f"/workbench/products/{cast.product.pk}/modules/"
    answer = browser.post(address, sent([
        (None, "期初", True), (parts["报表"], "报表中心", True), (None, "往来", True), (parts["总账"], "总账", False), (None, "", True)]))
    assert answer.status_code == 302 and answer.url.endswith("#modules")
    assert names(cast.product) == ["期初", "报表中心", "往来", "总账"]
    assert not Module.objects.get(pk=parts["总账"]).is_active and Module.objects.get(pk=parts["报表"]).name == "报表中心"
    kinds = set(Event.objects.filter(verb__startswith="product.").values_list("verb", flat=True))
    assert {"product.module_added", "product.module_renamed", "product.module_retired", "product.moved"} <= kinds


def test_two_rows_change_names_with_each_other(cast, parts):
    save_parts(Module, cast.product, [Wanted(parts["总账"], "报表"), Wanted(parts["报表"], "总账")], by=cast.admin)
    assert Module.objects.get(pk=parts["总账"]).name == "报表" and Module.objects.get(pk=parts["报表"]).name == "总账"


def test_the_same_again_changes_nothing_and_is_not_told(cast, parts):
    rows = [Wanted(m.pk, m.name, m.is_active) for m in Module.objects.filter(product=cast.product)]
    before = Event.objects.count()
    save_parts(Module, cast.product, rows, by=cast.admin)
    assert Event.objects.count() == before


@pytest.mark.requirement("HX-1.2.4-03")
def test_what_is_wrong_stands_beside_its_cell_and_nothing_is_saved(cast, parts):
    answer = cast.client(cast.admin).post(f"/workbench/products/{cast.product.pk}/modules/", sent([
        (parts["总账"], "总帐", True), (parts["报表"], "", True), (None, "总帐 ", True), (None, "长" * 81, True)]))
    page = answer.content.decode()
    assert answer.status_code == 400 and 'value="总帐"' in page and page.count('aria-invalid="true"') == 3
    for sentence in ("请填写应用模块。", "已经有“总帐”", "最多 80 个字。"):
        assert sentence in page
    assert set(names(cast.product)) == {"总账", "报表"}


def test_what_somebody_added_meanwhile_stays(cast, parts):
    cast.product.modules.create(name="新来的", position=9)
    save_parts(Module, cast.product, [Wanted(parts["报表"], "报表"), Wanted(parts["总账"], "总账")], by=cast.admin)
    assert names(cast.product) == ["报表", "总账", "新来的"]
    with pytest.raises(Refused) as no:
        save_parts(Module, cast.product, [Wanted(None, "新来的")], by=cast.admin)
    assert "name-0" in no.value.fields


@pytest.mark.abuse(46)
def test_rows_of_another_product_odd_kinds_and_floods_are_refused(cast, parts):
    browser, address = cast.client(cast.admin), f"/workbench/products/{cast.product2.pk}/modules/"
    for pk in (parts["总账"], "x", "-1", "9" * 30, "１"):
        assert browser.post(address, sent([(pk, "占用", True)])).status_code == 400
    assert browser.post(address, sent([(None, f"第{n}个", True) for n in range(501)])).status_code == 400
    assert not names(cast.product2) and set(names(cast.product)) == {"总账", "报表"}
    assert browser.post(f"/workbench/products/{cast.product.pk}/tickets/", {}).status_code == 404
    assert browser.post("/workbench/products/999/modules/", {}).status_code == 404
    assert cast.client(cast.guwen).post(address, {}).status_code == 403


@pytest.mark.requirement("HX-1.2.4-05")
def test_insert_and_ctrl_insert_change_places_by_a_setting(cast, settings):
    for value, word in (("before", 'data-sheet-insert="before" title="Insert"'), ("after", 'data-sheet-insert="before" title="Ctrl+Insert"')):
        settings.GRID_INSERT = value
        page = cast.client(cast.admin).get(f"/workbench/products/{cast.product.pk}/").content.decode()
        assert f'data-insert="{value}"' in page and word in page
