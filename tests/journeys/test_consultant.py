"""A question's way through the desk, with two people at two browsers: the customer asks, the consultant's open page shows it, takes
it, answers it, and the customer reads the result. And what else a consultant does all day."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Person = Callable[..., Page]


def ask(page: Page, title: str) -> str:
    """The customer's form, filled and sent; the number of the new question."""
    page.goto("/tickets/new/")
    page.get_by_label("问题发生产品").select_option(label="金蝶云·星空企业版")
    page.get_by_label("问题标题").fill(title)
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type("点击生成凭证时提示模板未设置，请协助。")
    page.get_by_role("button", name="提交问题").click()
    page.wait_for_url(re.compile(r"/tickets/OD\d+/"))
    found = re.search(r"OD\d{9}", page.url)
    assert found
    return found[0]


def write(page: Page, text: str) -> None:
    """Type into the rich text editor of the open form."""
    editor = page.locator(".act [contenteditable=true]")
    editor.click()
    page.keyboard.type(text)


@pytest.mark.requirement("HJ-2-07", "HJ-3-09", "HJ-3-10", "HJ-3-06", "HJ-3-07")
def test_from_question_to_result(person: Person) -> None:
    customer, consultant, colleague = person("jiahe"), person("guwen"), person("guwen2")
    for page in (consultant, colleague):
        page.goto("/workbench/tickets/?tab=waiting")
        expect(page.get_by_role("heading", name="问题单")).to_be_visible()
    asked_pages: list[str] = []
    consultant.on("request", lambda request: asked_pages.append(request.url))
    consultant.wait_for_timeout(1500)  # the socket opens
    asked_pages.clear()
    title = f"凭证模板未设置 {time.time_ns() % 10**8}"
    number = ask(customer, title)
    row = consultant.locator("#rows tr", has_text=number)
    expect(row).to_be_visible(timeout=5000)
    expect(row).to_contain_text("嘉禾")
    assert not asked_pages, "the open page asked for something instead of being told"
    expect(colleague.locator("#rows tr", has_text=number)).to_be_visible()

    row.get_by_role("link", name=title).click()
    pane = consultant.locator("#pane")
    expect(pane).to_contain_text("点击生成凭证时提示模板未设置")
    pane.get_by_label("接单说明").fill("已收到，马上处理")
    pane.get_by_role("button", name="确认接单").click()
    expect(pane).to_contain_text("已接单")
    expect(consultant.get_by_text("已接单。")).to_be_visible()
    expect(colleague.locator("#rows tr", has_text=number)).to_have_count(0)

    pane.locator(".act-verbs").get_by_role("link", name="处理", exact=True).click()
    pane.get_by_label("问题分类").select_option(label="设置问题")
    write(consultant, "已设置凭证模板，请再生成一次。")
    pane.get_by_label("完全处理").check()
    pane.get_by_role("button", name="提交处理").click()
    expect(pane).to_contain_text("第 1 次处理")
    expect(pane.locator(".pane-head")).to_contain_text("处理完成")

    customer.goto(f"/tickets/{number}/#records")
    records = customer.locator("#records")
    for words in ("已接单", "已收到，马上处理", "第 1 次处理", "【设置问题】", "已设置凭证模板", "完全处理"):
        expect(records).to_contain_text(words)


def test_keys_walk_the_list_and_open_the_pane(person: Person) -> None:
    page = person("zhuguan")
    page.goto("/workbench/tickets/?tab=all")
    first = page.locator("#rows tr").first
    page.keyboard.press("j")
    expect(first.locator(".title a")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#pane .pane-head")).to_be_visible()
    page.wait_for_url(re.compile(r"/workbench/tickets/OD\d{9}/$"))
    page.keyboard.press("Escape")
    expect(page.locator("#pane")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("凭证模板")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q="))
    expect(page.locator("#rows tr").first).to_contain_text("凭证模板")
    page.keyboard.press("c")
    page.wait_for_url(re.compile(r"/workbench/tickets/new/"))


def test_a_question_by_telephone(person: Person) -> None:
    page = person("rexian")
    page.goto("/workbench/tickets/new/")
    page.get_by_label("客户", exact=False).first.fill("远方重工机械有限公司")
    page.get_by_label("直接提问联系人").fill("刘洋")
    page.get_by_label("直接联系电话").fill("0539-8123456")
    page.get_by_label("问题发生产品").select_option(label="ZL50 装载机")
    page.get_by_label("问题标题").fill("电话：动臂举升无力")
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type("热车后更明显。")
    page.get_by_role("button", name="提交问题").click()
    page.wait_for_url(re.compile(r"/workbench/tickets/OD\d{9}/$"))
    expect(page.locator("main")).to_contain_text("电话代提")
    expect(page.get_by_role("link", name="0539-8123456")).to_have_attribute("href", "tel:0539-8123456")


def test_on_a_phone_rows_are_cards_and_nothing_scrolls_sideways(person: Person) -> None:
    page = person("guwen", phone=True)
    for address in ("/workbench/", "/workbench/tickets/?tab=all", "/workbench/tickets/new/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.goto("/workbench/tickets/?tab=all")
    page.locator("#rows tr .title a").first.click()
    page.wait_for_url(re.compile(r"/workbench/tickets/OD\d{9}/$"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
