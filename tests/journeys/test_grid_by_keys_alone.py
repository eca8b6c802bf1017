"""A list from end to end without a mouse: every step below is a key, and what it acts on was reached by Tab."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.grid_steps import Person, cells, head, heads

LIST = "/workbench/knowledge/"
FAR = 150
"""Tabs after which something counts as not to be reached."""


def reach(page: Page, goal: Locator) -> None:
    """Tab until the goal has the focus."""
    expect(goal).to_be_visible()
    for _n in range(FAR):
        if goal.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way there by keys: {goal}")


def press(page: Page, goal: Locator, key: str = "Enter") -> None:
    reach(page, goal)
    page.keyboard.press(key)


@pytest.mark.requirement("X-06", "HX-1.2.1-04", "HX-1.2.2-06", "HX-1.2.2-08")
def test_sort_group_choose_columns_and_filter(person: Person) -> None:
    page = person("zhishi")
    page.goto(LIST)
    expect(page.locator("#grid [data-grid-table][role]")).to_be_visible()
    press(page, head(page, "title").get_by_role("link"))
    expect(head(page, "title")).to_have_attribute("aria-sort", "ascending")
    first = cells(page, "title")
    expect(head(page, "title").get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(head(page, "title")).to_have_attribute("aria-sort", "descending")
    assert cells(page, "title") == first[::-1]
    press(page, head(page, "state").get_by_role("link"), "Shift+F10")
    menu = page.get_by_role("menu", name="审核状态")
    expect(menu).to_be_visible()
    while not menu.locator(":focus").inner_text().startswith("把该字段设为数据排序字段"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".grid-level")).to_have_count(1)
    fold = page.locator("tr.grid-group .grid-fold").first
    reach(page, page.locator("#grid tbody [tabindex='0']").first)
    page.keyboard.press("ArrowRight")
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowLeft")
    expect(fold).to_have_attribute("aria-expanded", "false")
    page.reload()
    press(page, page.locator(".grid-level .grid-drop"))
    expect(page.locator(".grid-level")).to_have_count(0)
    press(page, page.locator("[data-grid-chooser]"))
    box = page.get_by_role("dialog", name="数据字段框")
    expect(box.locator(":focus")).to_have_count(1)
    shown = heads(page)
    press(page, box.get_by_label("审核状态"), "Space")
    expect(head(page, "state")).to_have_count(0)
    press(page, box.get_by_label("审核状态"), "Space")
    expect(head(page, "state")).to_be_visible()
    assert set(heads(page)) == set(shown)
    page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    page.reload()
    press(page, page.locator(".grid-builder > summary"))
    form = page.locator("[data-grid-conditions]")
    reach(page, form.get_by_label("字段"))
    page.keyboard.press("ArrowDown")
    assert form.get_by_label("字段").input_value() == "title"
    part = first[0].split("\n")[0][:3]
    reach(page, form.get_by_label("值", exact=True))
    page.keyboard.type(part)
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="查询条件")).to_be_visible()
    found = cells(page, "title")
    assert found and all(part in title for title in found)
    press(page, page.locator(".grid-chips a.chip").first)
    expect(page.locator(".grid-chips")).to_have_count(0)


@pytest.mark.requirement("X-06", "HX-1.2.3-03", "HX-1.2.4-02", "HX-1.2.4-06")
def test_choose_rows_change_them_take_it_back_and_export(person: Person) -> None:
    page = person("zhishi")
    page.goto(LIST + "?sort=title")
    expect(page.locator("#grid [data-grid-table][role]")).to_be_visible()
    reach(page, page.locator("#grid tbody [tabindex='0']").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#grid tbody tr[aria-selected=true]")).to_have_count(2)
    page.keyboard.press("Control+a")
    expect(page.locator("#grid tbody tr[aria-selected=false]")).to_have_count(0)
    page.keyboard.press("Escape")
    reach(page, page.locator("#grid tbody [tabindex='0']").first)
    page.keyboard.press("Space")
    expect(page.locator("#grid tbody tr[aria-selected=true]")).to_have_count(1)
    press(page, page.locator(".grid-bulk > summary"))
    press(page, page.locator(".grid-bulk button:not([name])"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("批量修改")
    column = page.locator("select[name=column]")
    if column.input_value() != "category":
        reach(page, column)
        page.keyboard.type("分类")
        page.wait_for_url("**column=category**")
    value = page.locator("[name=value]").first
    reach(page, value)
    page.keyboard.press("End")
    press(page, page.get_by_role("button", name="预览"))
    expect(page.get_by_role("heading", name="修改后会是这样")).to_be_visible()
    press(page, page.get_by_role("button", name="修改 1 行"))
    press(page, page.get_by_role("button", name="撤销这次修改"))
    press(page, page.get_by_role("button", name="撤销修改"))
    expect(page.get_by_text("已撤销").first).to_be_visible()
    page.goto(LIST)
    press(page, page.locator(".grid-export > summary"))
    press(page, page.get_by_role("button", name="导出列表到 HTML"))
    expect(page.get_by_text("导出完成，是否打开？")).to_be_visible(timeout=30_000)
    reach(page, page.get_by_role("link", name="打开", exact=True))
    page.goto("/exports/")
    expect(page.locator("#grid tbody tr").first).to_contain_text("HTML")
