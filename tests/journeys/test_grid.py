"""Manual 003 §1.2 数据窗口, in the browser: the list of customers, worked with by mouse."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.grid_steps import FIVE, NAMES, Person, cells, drag, head, heads, menu, opened


@pytest.mark.requirement("HX-1.2.1-01", "HX-1.2.1-03", "HX-1.2.1-04")
def test_a_click_on_a_head_sorts_a_second_turns_round_shift_adds(person: Person) -> None:
    page = opened(person)
    names = cells(page, "name")
    assert names == NAMES
    head(page, "name").get_by_role("link").click()
    expect(head(page, "name")).to_have_attribute("aria-sort", "descending")
    assert cells(page, "name") == names[::-1] and "sort=-name" in page.url
    expect(head(page, "name").get_by_role("link")).to_be_focused()
    head(page, "people").get_by_role("link").click()
    expect(head(page, "people")).to_have_attribute("aria-sort", "ascending")
    counts = [int(text) for text in cells(page, "people")]
    assert counts == sorted(counts)
    head(page, "name").get_by_role("link").click(modifiers=["Shift"])
    expect(head(page, "name").locator(".grid-order")).to_have_text("2")
    assert "sort=people,name" in page.url.replace("%2C", ",")
    page.go_back()
    expect(head(page, "name").locator(".grid-order")).to_have_count(0)
    page.go_back()
    expect(head(page, "name")).to_have_attribute("aria-sort", "descending")


@pytest.mark.requirement("HX-1.2.2-01", "HX-1.2.2-02", "HX-1.2.2-03")
def test_heads_dragged_above_group_in_levels_and_back_again(person: Person) -> None:
    page = opened(person)
    tree = page.get_by_role("group", name="排序结构树")
    drag(page, head(page, "consultant"), tree)
    expect(tree.locator(".grid-level")).to_have_text(["责任顾问升序"])
    group = page.locator("tr.grid-group").filter(has_text="赖江生")
    expect(group.locator(".count")).to_have_text("3")
    expect(group.locator("td[data-label=用户]")).to_have_text("3")
    drag(page, head(page, "kind"), tree, at=0.9)
    expect(tree.locator(".grid-level")).to_have_count(2)
    group.get_by_role("button").click()
    inner = page.locator("tr.grid-group[data-level='2']").filter(has_text="客户")
    expect(inner).to_have_count(1)
    inner.get_by_role("button").click()
    expect(page.locator("#grid tbody tr[data-pk]")).to_have_count(3)
    assert "open=" in page.url
    page.reload()
    expect(page.locator("#grid tbody tr[data-pk]")).to_have_count(3)
    group.get_by_role("button").click()
    expect(page.locator("#grid tbody tr[data-pk]")).to_have_count(0)
    drag(page, tree.locator(".grid-level").nth(1), tree.locator(".grid-level").nth(0), at=0.1)
    expect(tree.locator(".grid-level").first).to_have_attribute("data-key", "kind")
    drag(page, tree.locator(".grid-level").nth(0), head(page, "code"))
    expect(tree.locator(".grid-level")).to_have_count(1)
    assert "kind" in heads(page)
    tree.get_by_role("link", name="取消按“责任顾问”分类").click()
    expect(tree.locator(".grid-level")).to_have_count(0)
    expect(page.locator("#grid tbody tr[data-pk]")).to_have_count(5)


@pytest.mark.requirement("HX-1.2.2-04", "HX-1.2.2-05", "HX-1.2.2-06", "HX-1.2.2-07", "HX-1.2.2-10")
def test_the_menu_of_a_head_has_the_words_of_the_manual(person: Person) -> None:
    page = opened(person)
    head(page, "region").click(button="right")
    for word in ("按字符升序排列", "按字符降序排列", "把该字段设为数据排序字段", "隐藏或显示排序结构树", "显示数据字段框", "适当调整该字段的宽度",
                 "重新调整数据显示的“字段”适合的宽度", "把有相同字段的内容合并在一起"):
        expect(page.locator(".grid-menu .drop-item").filter(has_text=word)).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".grid-menu")).to_have_count(0)
    menu(page, "people", "按字符降序排列")
    expect(head(page, "people")).to_have_attribute("aria-sort", "descending")
    menu(page, "people", "按字符升序排列")
    expect(head(page, "people")).to_have_attribute("aria-sort", "ascending")
    menu(page, "kind", "隐藏或显示排序结构树")
    expect(page.locator("[data-grid-tree]")).to_be_hidden()
    page.reload()
    expect(page.locator("[data-grid-tree]")).to_be_hidden()
    menu(page, "kind", "隐藏或显示排序结构树")
    expect(page.locator("[data-grid-tree]")).to_be_visible()
    menu(page, "kind", "把该字段设为数据排序字段")
    expect(page.locator("tr.grid-group").first).to_contain_text("类别客户")


@pytest.mark.requirement("HX-1.2.2-08")
def test_a_field_dragged_into_the_box_is_hidden_dragged_back_it_shows(person: Person) -> None:
    page = opened(person)
    menu(page, "code", "显示数据字段框")
    box = page.get_by_role("dialog", name="数据字段框")
    drag(page, head(page, "code"), box)
    expect(head(page, "code")).to_have_count(0)
    expect(box.get_by_label("客户编码")).not_to_be_checked()
    drag(page, box.locator("li[data-key=code]"), head(page, "kind"), at=0.1)
    expect(head(page, "code")).to_be_visible()
    assert heads(page)[:3] == ["name", "code", "kind"]
    box.get_by_label("电话").focus()
    page.keyboard.press("Space")
    expect(head(page, "phone")).to_be_visible()
    expect(box.get_by_label("电话")).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    drag(page, head(page, "phone"), head(page, "name"), at=0.9)
    expect(page.locator("#grid thead th[data-key]").nth(1)).to_have_attribute("data-key", "phone")


@pytest.mark.requirement("HX-1.2.2-09", "HX-1.2.2-10")
def test_widths_are_dragged_and_fitted(person: Person) -> None:
    page = opened(person)
    wide = head(page, "name").bounding_box()
    edge = head(page, "name").locator(".grid-edge").bounding_box()
    assert wide and edge
    page.mouse.move(edge["x"] + 4, edge["y"] + 10)
    page.mouse.down()
    page.mouse.move(edge["x"] + 104, edge["y"] + 10, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("w="))
    now = head(page, "name").bounding_box()
    assert now and abs(now["width"] - wide["width"] - 100) < 4
    menu(page, "name", "适当调整该字段的宽度")
    page.wait_for_url(lambda url: f"name:{round(now['width'])}" not in url.replace("%3A", ":"))
    fitted = head(page, "name").bounding_box()
    assert fitted and fitted["width"] < now["width"] and page.locator("td[data-key=name]").first.evaluate("td => td.scrollWidth <= td.clientWidth")
    before = page.url
    menu(page, "region", "重新调整数据显示的“字段”适合的宽度")
    page.wait_for_url(lambda url: url != before)
    assert page.locator("#grid tbody td").evaluate_all("all => all.every((td) => td.scrollWidth <= td.clientWidth)")


@pytest.mark.requirement("HX-1.2.2-11")
def test_equal_neighbours_are_merged_and_still_read(person: Person) -> None:
    page = opened(person, f"?{FIVE}&sort=consultant")
    menu(page, "consultant", "把有相同字段的内容合并在一起")
    merged = page.locator("td[data-key=consultant].same")
    expect(merged).to_have_count(3)
    assert cells(page, "consultant").count("赖江生") == 3
    menu(page, "consultant", "把有相同字段的内容合并在一起")
    expect(merged).to_have_count(0)


@pytest.mark.requirement("HX-1.2.5-01", "HX-1.2.5-04")
def test_words_with_stars_and_back(person: Person) -> None:
    page = opened(person)
    field = page.get_by_role("searchbox", name="在列表中查询")
    field.fill("嘉*公司")
    field.press("Enter")
    expect(page.locator("#grid tbody tr")).to_have_count(1)
    expect(field).to_be_focused()
    page.get_by_role("link", name="去掉条件 含“嘉*公司”").click()
    expect(page.locator("#grid tbody tr")).to_have_count(5)
    field.fill("%")
    field.press("Enter")
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    page.go_back()
    expect(page.locator("#grid tbody tr")).to_have_count(5)


@pytest.mark.requirement("HX-1.2.5-02")
def test_conditions_joined_by_and_or_are_built_and_dropped(person: Person) -> None:
    page = opened(person, "?sort=name")
    rows = page.locator("#grid tbody tr")
    total = rows.count()
    page.locator(".grid-builder > summary").click()
    form = page.locator("[data-grid-conditions]")
    form.get_by_label("字段").select_option("region")
    form.get_by_label("值", exact=True).fill("重庆")
    form.get_by_role("button", name="添加条件").click()
    line = form.locator("[data-condition]").nth(1)
    line.get_by_label("与上一个条件的关系").select_option("or")
    line.get_by_label("字段").select_option("people")
    line.get_by_label("比较").select_option("ge")
    line.get_by_label("值", exact=True).fill("2")
    form.get_by_role("button", name="查询").click()
    chips = page.get_by_role("group", name="查询条件")
    expect(chips).to_contain_text("OR")
    found = list(zip(cells(page, "region"), map(int, cells(page, "people")), strict=True))
    assert 2 <= len(found) < total and all("重庆" in region or people >= 2 for region, people in found)
    assert any("重庆" not in region for region, _people in found)
    chips.get_by_role("link", name="去掉条件 所属区域 包含 重庆").click()
    expect(chips.get_by_text("OR")).to_have_count(0)
    assert all(int(people) >= 2 for people in cells(page, "people"))
    page.locator(".grid-builder > summary").click()
    form.get_by_label("字段").nth(1).select_option("kind")
    form.get_by_label("比较").nth(1).select_option("is")
    form.get_by_label("值", exact=True).nth(1).select_option(label="服务机构")
    form.get_by_role("button", name="查询").click()
    expect(chips).to_contain_text("AND")
    assert all(int(people) >= 2 for people in cells(page, "people")) and set(cells(page, "kind")) <= {"服务机构"}
    page.get_by_role("link", name="清除全部条件").first.click()
    expect(rows).to_have_count(total)
