"""Manual 003 §1.2.4 in an editable list: the modules of a product, by keys."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.watching import Watch

Person = Callable[..., Page]


def sheet(person: Person) -> tuple[Page, Locator]:
    """A product of its own with three modules."""
    page = person("admin")
    page.goto("/workbench/products/")
    page.get_by_role("textbox", name="产品名称").fill(f"旅程产品 {uuid4().hex[:6]}")
    page.get_by_role("button", name="新建产品").click()
    found = page.locator("#modules")
    expect(found.locator("[data-line]")).to_have_count(1)
    page.locator("html.has-sheet").wait_for()  # no hand is as fast as this: keys before the script has come are the browser's own
    for n, name in enumerate(("总账模块", "报表模块", "工资核算")):
        found.get_by_label(f"应用模块 {n + 1}").fill(name)
        if n < 2:
            page.keyboard.press("Control+Insert")
    return page, found


def names(found: Locator) -> list[str]:
    return found.locator("[data-line] input[type=text]").evaluate_all("all => all.map((one) => one.value).filter(Boolean)")


@pytest.mark.requirement("HX-1.2.4-03", "HX-1.2.4-05")
def test_insert_puts_before_with_ctrl_after_and_ctrl_s_saves(person: Person) -> None:
    page, found = sheet(person)
    found.get_by_label("应用模块 2").click()
    page.keyboard.press("Insert")
    expect(found.get_by_label("应用模块 2")).to_be_focused()
    page.keyboard.type("期初")
    page.keyboard.press("Control+Insert")
    page.keyboard.type("往来")
    assert names(found) == ["总账模块", "期初", "往来", "报表模块", "工资核算"]
    page.keyboard.press("Alt+ArrowDown")
    assert names(found) == ["总账模块", "期初", "报表模块", "往来", "工资核算"]
    expect(found.get_by_text("有改动，还没有保存")).to_be_visible()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(page.get_by_text("已保存。").first).to_be_visible()
    assert names(found) == ["总账模块", "期初", "报表模块", "往来", "工资核算"]


@pytest.mark.requirement("HX-1.2.4-03")
def test_what_is_refused_stands_beside_its_cell(person: Person, watch: Watch) -> None:
    page, found = sheet(person)
    watch.expect(400)
    found.get_by_label("应用模块 3").fill("总账模块")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    expect(found.get_by_label("应用模块 3")).to_have_attribute("aria-invalid", "true")
    expect(found.get_by_label("应用模块 3")).to_be_focused()
    expect(found.locator("[data-line]").nth(2)).to_contain_text("已经有“总账模块”")
    assert names(found) == ["总账模块", "报表模块", "总账模块"]


@pytest.mark.requirement("HX-1.2.4-04")
def test_ctrl_f_finds_and_replaces(person: Person) -> None:
    page, found = sheet(person)
    page.keyboard.press("Control+f")
    expect(found.get_by_label("查找内容")).to_be_focused()
    page.keyboard.type("模块")
    page.keyboard.press("Enter")
    expect(found.get_by_text("找到 2 处")).to_be_visible()
    assert found.get_by_label("应用模块 1").evaluate("one => one.value.slice(one.selectionStart, one.selectionEnd)") == "模块"
    found.get_by_label("替换为").fill("")
    found.get_by_role("button", name="替换", exact=True).click()
    assert names(found) == ["总账", "报表模块", "工资核算"]
    found.get_by_label("替换为").fill("中心")
    found.get_by_role("button", name="全部替换").click()
    assert names(found) == ["总账", "报表中心", "工资核算"]
    found.get_by_label("查找内容").fill("工*算")
    found.get_by_role("button", name="查找下一个").click()
    expect(found.get_by_label("应用模块 3")).to_be_focused()
    found.locator("form button.primary, button.primary").first.click()
    expect(page.get_by_text("已保存。").first).to_be_visible()
