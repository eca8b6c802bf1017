"""Manual 000 §三 and §1.2, followed in a browser: a question on its whole way, and what others see of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import Person, accept, ask, ask_page, fill, handle, send, title
from tests.journeys.watching import Watch


@pytest.mark.requirement("HJ-3-01", "HJ-3-02", "HJ-3-03", "HJ-3-04", "HJ-3-05", "HJ-3-06", "HJ-3-07", "HJ-3-08", "LC-4a-13")
def test_the_whole_way_to_a_confirmed_solution(person: Person) -> None:
    page, staff = person("jiahe"), person("guwen")
    number = ask(page, title())
    accept(staff, number)
    expect(page.get_by_text(re.compile(r"顾问赖江生正在处理")), "shows without reloading").to_be_visible(timeout=20_000)
    page.get_by_role("tab", name="处理记录").click()
    records = page.locator("#records")
    expect(records).to_contain_text(re.compile(r"已接单\s*:\s*赖江生\s*\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"))
    expect(records).to_contain_text("【接单说明】马上处理")
    expect(records).to_contain_text(re.compile(r"预计处理\s*:\s*\d{4}-\d\d-\d\d"))
    handle(staff, number, "先补录断号凭证", "部分处理")
    expect(records).to_contain_text("处理结果: 部分处理", timeout=20_000)
    handle(staff, number, "已设置凭证模板", "完全处理")
    expect(page.get_by_role("button", name="未解决退回")).to_be_visible(timeout=20_000)
    expect(records).to_contain_text("第 2 次处理")
    expect(records).to_contain_text("【其他问题】已设置凭证模板")

    page.get_by_role("button", name="未解决退回").click()
    dialog = page.get_by_role("dialog", name="未解决退回")
    dialog.get_by_role("textbox", name="哪里还没有解决").click()
    page.keyboard.type("还是不能生成凭证")
    dialog.get_by_role("button", name="退回给顾问").click()
    expect(page.get_by_text("问题已退回，顾问会继续处理。")).to_be_visible()
    expect(records).to_contain_text("还是不能生成凭证")

    page.get_by_role("textbox", name="追问内容").click()
    page.keyboard.type("另外，报表也取不到数")
    page.get_by_role("button", name="提交追问").click()
    expect(records).to_contain_text("另外，报表也取不到数")
    expect(page.get_by_role("textbox", name="追问内容")).not_to_contain_text("报表")

    handle(staff, number, "两处都已处理", "完全处理")
    page.goto("/tickets/done/")
    link = page.get_by_role("link", name=number)
    assert link.evaluate("(a) => getComputedStyle(a).color.match(/\\d+/g).map(Number)")[2] > 150, "blue, as the manual says"
    link.click()
    page.get_by_role("tab", name="处理记录").click()
    page.get_by_role("link", name="查看详情").nth(2).click()
    detail = page.get_by_role("dialog", name="查看详情")
    expect(detail).to_contain_text("两处都已处理")
    detail.get_by_role("button", name="关闭").click()
    page.get_by_role("button", name="确认解决").click()
    page.get_by_role("dialog").get_by_role("button", name="确认解决").click()
    expect(page.get_by_text("已确认解决，感谢您的反馈。")).to_be_visible()
    expect(page.get_by_role("button", name="提交追问")).to_have_count(0)


@pytest.mark.requirement("LC-4a-10", "HJ-3-11")
def test_another_company_finds_nothing_of_it(person: Person, watch: Watch) -> None:
    watch.expect(404)
    page = ask_page(person("jiahe"))
    wanted = title()
    fill(page, wanted)
    page.get_by_label("此问题不对其他用户公开").check()
    number = send(page)
    stranger = person("yuanfang")
    answer = stranger.goto(f"/tickets/{number}/")
    assert answer is not None and answer.status == 404
    stranger.goto("/tickets/?q=" + wanted.split()[1])
    expect(stranger.get_by_text("没有符合条件的问题")).to_be_visible()
