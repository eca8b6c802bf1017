"""Manual 003 §1.2 数据窗口, in the browser: by keys alone, without scripts, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.grid_steps import FIVE, LIST, Person, cells, head, heads, opened


@pytest.mark.requirement("HX-1.2.4-01", "HX-1.2.4-02", "HX-1.2.4-06")
def test_keys_refresh_choose_move_open(person: Person) -> None:
    page = opened(person)
    page.locator("body").evaluate("body => { body.dataset.kept = 'yes'; }")
    with page.expect_response(lambda answer: "part=grid" in answer.url):
        page.keyboard.press("F5")
    assert page.locator("body").get_attribute("data-kept") == "yes"
    page.keyboard.press("Control+a")
    expect(page.locator("#grid tbody tr[aria-selected=true]")).to_have_count(5)
    expect(page.get_by_text("已选 5 项")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#grid tbody tr[aria-selected=true]")).to_have_count(0)
    region = page.locator("#grid tbody td[data-key=region]")
    region.nth(1).click()
    region.nth(3).click(modifiers=["Shift"])
    expect(page.locator("#grid tbody tr[aria-selected=true]")).to_have_count(3)
    region.nth(2).click(modifiers=["Control"])
    expect(page.locator("#grid tbody tr[aria-selected=true]")).to_have_count(2)
    region.nth(0).click()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#grid tbody tr[aria-selected=true]")).to_have_count(3)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#grid tbody tr").nth(2).locator("td[data-key=consultant]")).to_be_focused()
    name = page.locator("#grid tbody tr").nth(2).locator("td.title").inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.requirement("HX-1.2.3-01")
def test_a_cell_and_chosen_rows_are_copied(person: Person) -> None:
    page = opened(person)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#grid tbody td[data-key=region]").nth(0).click()
    page.keyboard.press("Control+c")
    expect(page.get_by_text("已复制").first).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == "重庆市"
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    expect(page.get_by_text("已复制 5 行")).to_be_visible()
    lines = page.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert lines[0].split("\t")[:3] == ["单位名称", "类别", "客户编码"] and len(lines) == 6
    assert lines[1].split("\t") == ["重庆单氏物流有限公司", "客户", "", "赖江生", "重庆市", "0"]
    html = page.evaluate("async () => await (await (await navigator.clipboard.read())[0].getType('text/html')).text()")
    assert "<td" in html and "重庆单氏物流有限公司" in html


@pytest.mark.requirement("HX-1.2.2-06", "HX-1.2.2-08")
def test_everything_of_a_head_without_a_mouse(person: Person) -> None:
    page = opened(person)
    head(page, "consultant").get_by_role("link").focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("menu", name="责任顾问")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".grid-menu :focus")).to_have_text("把该字段设为数据排序字段")
    page.keyboard.press("Enter")
    expect(page.locator(".grid-level")).to_have_count(1)
    expect(page.locator(".grid-level a").first).to_be_focused()
    group = page.locator("tr.grid-group").first
    page.locator("#grid tbody [tabindex='0']").first.focus()
    page.keyboard.press("ArrowRight")
    expect(group.get_by_role("button")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowLeft")
    expect(group.get_by_role("button")).to_have_attribute("aria-expanded", "false")
    page.locator(".grid-level a").first.focus()
    page.keyboard.press("Shift+F10")
    page.locator(".grid-menu .drop-item").filter(has_text="还原").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".grid-level")).to_have_count(0)
    assert "consultant" in heads(page)


@pytest.mark.requirement("HX-1.2.1-04", "HX-1.2.5-02")
def test_without_scripts_links_sort_and_forms_narrow(open_context: Callable[..., Any], signed: Callable[[str], Any]) -> None:
    page = open_context(storage_state=signed("admin"), java_script_enabled=False).new_page()
    page.goto(f"{LIST}?{FIVE}&sort=name")
    expect(page.locator("caption")).to_have_text("客户，共 5 项")
    first = cells(page, "name")
    head(page, "name").get_by_role("link").click()
    page.wait_for_url("**sort=-name**")
    expect(page.locator("#grid tbody tr")).to_have_count(5)
    assert cells(page, "name") == first[::-1]
    page.locator(".grid-builder > summary").click()
    page.locator("[name=fc]").last.select_option("region")
    page.locator("[name=fv]").last.fill("湖北*市")
    page.locator(".grid-conditions button.primary").click()
    expect(page.locator("#grid tbody tr")).to_have_count(3)
    assert "region~has~" in page.url and "fc=" not in page.url
    page.goto(f"{LIST}?{FIVE}&group=kind")
    page.locator("tr.grid-group .grid-fold").click()
    expect(page.locator("#grid tbody tr[data-pk]")).to_have_count(5)


def test_on_a_phone_rows_are_cards_and_can_be_sorted(person: Person) -> None:
    page = opened(person, phone=True)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.locator(".grid-sorts > summary").click()
    page.get_by_role("link", name="单位名称 ↓").click()
    expect(page.locator("#grid tbody tr").first).to_contain_text("曾都医药")
    page.locator("#grid tbody tr").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("曾都医药连锁有限公司")
