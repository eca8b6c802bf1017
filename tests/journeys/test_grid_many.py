"""Many rows at once, in the browser: people of companies are grouped by department, given one, and given back what they had."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.grid_steps import Person

PEOPLE = "/workbench/customers/people/"


@pytest.mark.requirement("X-06")
def test_a_department_for_several_people_and_back(person: Person) -> None:
    page = person("admin")
    page.goto(PEOPLE + "?c=company~has~嘉禾*有限公司&sort=username")
    rows = page.locator("#grid tbody tr[data-pk]")
    expect(rows.first).to_be_visible()
    count = min(rows.count(), 2)
    before = rows.locator("td[data-key=department]").all_inner_texts()[:count]
    for n in range(count):
        rows.nth(n).get_by_role("checkbox").check()
    page.locator(".grid-bulk > summary").click()
    page.get_by_role("button", name="修改选中的行").click()
    page.locator("select[name=column]").select_option(label="部门")
    page.wait_for_url("**column=department**")
    page.get_by_label("部门").last.fill("信息部")
    page.get_by_role("button", name="预览").click()
    expect(page.get_by_text("将修改")).to_have_count(count)
    page.get_by_role("button", name=f"修改 {count} 行").click()
    expect(page.get_by_role("button", name="撤销这次修改")).to_be_visible()
    page.get_by_role("link", name="返回列表").click()
    expect(page.locator("#grid td[data-key=department]").filter(has_text="信息部")).to_have_count(count)
    page.go_back()
    page.get_by_role("button", name="撤销这次修改").click()
    page.get_by_role("button", name="撤销修改").click()
    expect(page.get_by_text("已撤销").first).to_be_visible()
    page.goto(PEOPLE + "?c=company~has~嘉禾*有限公司&sort=username")
    assert rows.locator("td[data-key=department]").all_inner_texts()[:count] == before


@pytest.mark.requirement("HX-1.2.2-03", "X-06")
def test_a_shortcut_groups_and_only_it_is_on(person: Person) -> None:
    page = person("admin")
    page.goto(PEOPLE + "?sort=company,name")
    on = page.locator(".grid-shortcuts [aria-current]")
    expect(on).to_have_text(["全部"])
    page.locator(".grid-shortcuts").get_by_role("link", name="按部门").click()
    expect(page.locator("tr.grid-group").first).to_be_visible()
    expect(on).to_have_text(["按部门"])
    page.locator(".grid-shortcuts").get_by_role("link", name="单位管理员").click()
    expect(page.locator("#grid tbody tr[data-pk]").first).to_be_visible()
    expect(on).to_have_text(["单位管理员"])
    expect(page.locator("tr.grid-group")).to_have_count(0)
