"""服务权益设置: levels, formats and the rule for those without an agreement are the administrator's."""

from __future__ import annotations

import pytest

from shouhou.registry.agreements.models import CodeFormat, Level, Policy

HERE = "/workbench/settings/entitlement/"


def test_everything_on_one_page_and_saved(cast):
    browser = cast.client(cast.admin)
    page = browser.get(HERE).content.decode()
    for words in ("VIP 服务", "用友 NC Cloud", "浪潮服务编码", "没有服务协议也可以使用"):
        assert words in page
    browser.post(HERE, {"open_doors": ["hotline"], "asks_for_code": "on", "activation_url": "https://activate.example/"})
    row = Policy.objects.get()
    assert (row.open_doors, row.asks_for_code, row.activation_url) == (["hotline"], True, "https://activate.example/")
    assert "activate.example" in cast.client(cast.jiahe).get("/products/registration/").content.decode()
    assert browser.post(HERE, {"activation_url": "javascript:alert(1)"}).status_code == 400


def test_a_level_is_written_and_corrected(cast):
    browser = cast.client(cast.admin)
    browser.post(HERE + "levels/new/", {"name": "钻石", "priority": "3", "doors": ["chat", "question"], "is_vip": "on", "is_active": "on"})
    made = Level.objects.get(name="钻石")
    assert made.doors == ["question", "chat"] and made.is_vip
    browser.post(f"{HERE}levels/{made.pk}/", {"name": "钻石", "priority": "4", "doors": [], "is_active": "on"})
    made.refresh_from_db()
    assert (made.priority, made.doors, made.is_vip) == (4, [], False)


@pytest.mark.parametrize("facts", [{"priority": "0"}, {"priority": "90"}, {"priority": "x"}, {"name": ""}, {"name": "VIP 服务"}, {"doors": ["window"]}])
def test_odd_levels_are_said(cast, facts):
    page = cast.client(cast.admin).post(HERE + "levels/new/", {"name": "新", "priority": "5", "is_active": "on", **facts})
    assert page.status_code == 400 and not Level.objects.filter(name="新").exists()


def test_a_format_is_written_by_the_page(cast):
    browser, facts = cast.client(cast.admin), {"name": "甲格式", "prefix": "5", "digits": "9", "check_kind": "luhn", "pin_length": "6", "free_months": "3"}
    browser.post(HERE + "formats/new/", {**facts, "products": [cast.product.pk], "is_active": "on"})
    made = CodeFormat.objects.get(name="甲格式")
    assert made.length == 11 and list(made.products.all()) == [cast.product]
    assert browser.get(f"{HERE}formats/{made.pk}/").status_code == 200
    assert browser.post(f"{HERE}formats/{made.pk}/", {**facts, "prefix": "N"}).status_code == 400


def test_only_who_may(cast):
    for who in (cast.zhuguan, cast.guwen, cast.jiahe_boss):
        assert cast.client(who).get(HERE).status_code == 403
