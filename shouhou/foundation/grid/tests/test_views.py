"""Views: layouts kept by themselves, under names, shared, checked anew."""

from __future__ import annotations

from typing import Any

import pytest

from shouhou.foundation.grid import views
from shouhou.foundation.grid.models import View
from tests.cast import Cast

LIST = "/workbench/customers/"


def heads(page: Any) -> list[str]:
    text = page.content.decode()
    return [part.partition('"')[0] for part in text.partition("<thead>")[2].partition("</thead>")[0].split('data-key="')[1:]]


@pytest.mark.requirement("HX-1.2.2-12")
def test_the_layout_last_used_is_there_again_and_reset_takes_it_away(cast: Cast) -> None:
    browser = cast.client(cast.zhuguan)
    usual = heads(browser.get(LIST))
    answer = browser.post("/grids/customers/layout/", {"address": "?sort=-name&cols=code,name,phone&w=name:300&merge=code&c=kind~is~customer&q=嘉"})
    assert answer.status_code == 204
    page = browser.get(LIST)
    text = page.content.decode()
    assert heads(page) == ["code", "name", "phone"] and 'width="300"' in text and 'aria-sort="descending"' in text
    assert "含“嘉”" not in text and "远方公司" in text, "words that were searched are not kept"
    assert heads(cast.client(cast.guwen).get(LIST)) == usual, "each person has an own layout"
    assert heads(browser.get(LIST + "?sort=name")) == usual, "an address that asks is obeyed as it stands"
    browser.post("/grids/customers/layout/", {"address": "?group=kind"})
    assert "排序结构树" in browser.get(LIST).content.decode() and View.objects.count() == 1
    browser.post("/grids/customers/layout/removal/", {"back": LIST})
    assert heads(browser.get(LIST)) == usual and not View.objects.exists()


@pytest.mark.requirement("HX-1.2.2-12")
def test_named_views_open_by_their_link_and_one_may_be_the_default(cast: Cast) -> None:
    browser = cast.client(cast.zhuguan)
    answer = browser.post("/grids/customers/views/", {"address": "?cols=name,phone&c=kind~is~customer", "name": " 电话 簿 ", "back": LIST})
    assert answer.headers["Location"].startswith(LIST + "?")
    view = View.objects.get(name="电话 簿")
    page = browser.get(f"{LIST}?view={view.pk}")
    assert heads(page) == ["name", "phone"] and 'aria-current="true">电话 簿' in page.content.decode()
    assert heads(browser.get(LIST)) != ["name", "phone"]
    browser.post("/grids/customers/views/", {"address": "?cols=name,phone", "name": "电话 簿", "is_default": "1", "back": LIST})
    assert View.objects.filter(name="电话 簿").count() == 1 and heads(browser.get(LIST)) == ["name", "phone"]
    browser.post(f"/views/{view.pk}/removal/", {"back": LIST})
    assert not View.objects.exists()
    assert "请给视图起个名称" in browser.post("/grids/customers/views/", {"address": "?", "name": " ", "back": LIST}, follow=True).content.decode()


@pytest.mark.requirement("HX-1.2.2-12")
def test_sharing_needs_the_right_and_reaches_the_role(cast: Cast) -> None:
    data = {"address": "?cols=name,phone", "name": "公用", "role": "consultant", "back": LIST}
    assert "没有共享视图的权限" in cast.client(cast.guwen2).post("/grids/customers/views/", data, follow=True).content.decode()
    assert "这个角色看不到" in cast.client(cast.zhuguan).post("/grids/customers/views/", {**data, "role": "customer"}, follow=True).content.decode()
    assert not View.objects.exists()
    cast.client(cast.zhuguan).post("/grids/customers/views/", data)
    view = View.objects.get()
    for who, sees in ((cast.guwen, True), (cast.guwen2, True), (cast.diaodu, False)):
        page = cast.client(who).get(f"{LIST}?view={view.pk}")
        assert (page.status_code == 200 and heads(page) == ["name", "phone"]) is sees
        assert ("公用" in cast.client(who).get(LIST).content.decode()) is sees
    answer = cast.client(cast.guwen).post(f"/views/{view.pk}/removal/", {"back": LIST}, follow=True)
    assert "能删除这个视图" in answer.content.decode() and View.objects.exists()
    assert cast.client(cast.diaodu).post(f"/views/{view.pk}/removal/").status_code == 404


@pytest.mark.abuse(65)
def test_a_view_is_checked_anew_when_it_is_opened(cast: Cast) -> None:
    view = View.objects.create(grid="customers", owner=cast.zhuguan, name="旧", state={
        "columns": ["name", "gone"], "sort": ["-consultant__password", "name"], "groups": ["kind", "password"],
        "conditions": [["and", "consultant__password", "has", "x"], ["and", "kind", "is", "customer"], "x", ["and", "kind", "no", "1"]],
        "widths": {"name": "x"}, "merged": 7, "size": "9999999", "own": "x"})
    page = cast.client(cast.zhuguan).get(f"{LIST}?view={view.pk}")
    text = page.content.decode()
    assert page.status_code == 200 and heads(page) == ["name"] and "视图有变" in text and "gone" in text
    View.objects.filter(pk=view.pk).update(state={"columns": 5, "conditions": {"a": 1}, "sort": None, "widths": []})
    assert cast.client(cast.zhuguan).get(f"{LIST}?view={view.pk}").status_code == 200


def test_others_and_unknown_lists_are_not_there(cast: Cast) -> None:
    browser = cast.client(cast.guwen)
    assert browser.post("/grids/none/layout/", {"address": "?"}).status_code == 404
    assert browser.post("/grids/staff/layout/", {"address": "?"}).status_code == 403
    assert browser.post("/grids/customers/layout/", {"address": "?sort=password"}).status_code == 400
    assert browser.get(LIST + "?view=999999").status_code == 404


def test_names_and_values_that_no_database_keeps_are_left_out():
    assert views.own_of({"tab": "all", "a\0b": "x", "span": "a\0b"}) == {"tab": "all"}
