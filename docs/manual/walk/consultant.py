"""What the consultant's chapters show."""

from __future__ import annotations

import re
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from walk.stage import Stage


def opens_queue(stage: Stage) -> Page:
    """The desk with 待接单 open; it stays open while the customer writes."""
    page = stage.person("guwen")
    page.goto("/workbench/")
    stage.shot(page, "desk-home")
    page.goto("/workbench/tickets/?tab=waiting")
    expect(page.get_by_role("heading", name="问题单")).to_be_visible()
    page.wait_for_timeout(1500)  # the socket opens
    return page


def receives(stage: Stage, page: Page, number: str) -> None:
    """The new question is there without a reload."""
    row = page.locator("#rows tr", has_text=number)
    expect(row).to_be_visible(timeout=5000)
    stage.shot(page, "queue", view=True)


def act(page: Page, verb: str) -> None:
    page.locator(".act-verbs").get_by_role("link", name=verb, exact=True).click()
    expect(page.locator(".act form")).to_be_visible()


def body(page: Page, text: str) -> None:
    page.locator(".act [contenteditable=true]").click()
    page.keyboard.type(text)


def takes(stage: Stage, page: Page, number: str) -> None:
    """接单, in the pane beside the list."""
    page.locator("#rows tr", has_text=number).locator(".title a").click()
    pane = page.locator("#pane")
    expect(pane).to_contain_text("凭证模板")
    pane.get_by_label("接单说明").fill("马上处理")
    stage.shot(page, "accept", view=True)
    pane.get_by_role("button", name="确认接单").click()
    expect(pane).to_contain_text("已接单")


def handles(stage: Stage, number: str, text: str, outcome: str, name: str = "", days: int = 0) -> None:
    page = stage.person("guwen")
    page.goto(f"/workbench/tickets/{number}/")
    act(page, "处理")
    page.get_by_label("问题分类").select_option(label="设置问题")
    body(page, text)
    page.get_by_label(outcome, exact=True).check()
    if days:
        page.get_by_label("新的预计处理").fill((date.today() + timedelta(days=days)).isoformat())
    if name:
        page.evaluate("scrollTo(0, 0)")
        stage.shot(page, name, tallest=900)
    page.get_by_role("button", name="提交处理").click()
    expect(page.locator(".act form")).to_have_count(0)


def replies(stage: Stage, number: str, text: str) -> None:
    page = stage.person("guwen")
    page.goto(f"/workbench/tickets/{number}/")
    page.locator(".act-verbs").get_by_role("link", name=re.compile("回复")).click()
    expect(page.locator(".act form")).to_be_visible()
    body(page, text)
    stage.shot(page, "reply", part=".act")
    page.locator(".act form button.primary").click()
    expect(page.locator(".act form")).to_have_count(0)


def notes_and_transfers(stage: Stage, number: str) -> None:
    """内部备注, then 转交 to the colleague."""
    page = stage.person("guwen")
    page.goto(f"/workbench/tickets/{number}/")
    act(page, "内部备注")
    body(page, "客户 7 月是补录单据，业务日期早于模板启用日期，按日期查一下模板。")
    stage.shot(page, "note", part=".act")
    page.locator(".act form button.primary").click()
    expect(page.locator(".act form")).to_have_count(0)
    act(page, "转交")
    page.get_by_label("转交给").select_option(label="秦晓岚")
    page.get_by_label("转交原因").fill("涉及模板启用日期，秦晓岚上周处理过同样的问题。")
    stage.shot(page, "transfer", part=".act")
    page.locator(".act form button.primary").click()
    expect(page.locator(".act form")).to_have_count(0)
    colleague = stage.person("guwen2")
    colleague.goto(f"/workbench/tickets/{number}/")
    stage.shot(colleague, "timeline", whole=True)
    act(colleague, "处理")
    colleague.get_by_label("问题分类").select_option(label="设置问题")
    body(colleague, "模板的启用日期已改为 7 月 1 日，7 月补录的两张单据已生成凭证。")
    colleague.get_by_label("完全处理", exact=True).check()
    colleague.get_by_role("button", name="提交处理").click()
    expect(colleague.locator(".act form")).to_have_count(0)


def desk(stage: Stage) -> None:
    """The list with a question open beside it: the picture of the README."""
    page = stage.person("guwen", width=1440)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/workbench/tickets/?tab=all")
    page.locator("#rows tr", has_text="合并报表取数").locator(".title a").click()
    expect(page.locator("#pane .pane-head")).to_be_visible()
    page.wait_for_timeout(600)
    stage.shot(page, "desk", view=True)
    dark = stage.person("guwen", width=1440, dark=True)
    dark.set_viewport_size({"width": 1440, "height": 900})
    dark.goto("/workbench/tickets/?tab=all")
    stage.shot(dark, "desk-dark", view=True)


def files_for(stage: Stage) -> None:
    """代客户提问."""
    page = stage.person("rexian")
    page.goto("/workbench/tickets/new/")
    page.get_by_label("客户", exact=False).first.fill("远方重工机械有限公司")
    page.get_by_label("直接提问联系人").fill("刘洋")
    page.get_by_label("直接联系电话").fill("0539-8123456")
    page.get_by_label("问题发生产品").select_option(label="ZL50 装载机")
    page.get_by_label("问题标题").fill("热车后动臂举升无力")
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type("来电：工作约两小时后动臂举升变慢，冷车正常。")
    page.evaluate("scrollTo(0, 0)")
    stage.shot(page, "file-for", whole=True)
    page.get_by_role("button", name="提交问题").click()
    page.wait_for_url(re.compile(r"/workbench/tickets/OD\d{9}/$"))


def finds(stage: Stage) -> None:
    page = stage.person("guwen")
    page.goto("/workbench/tickets/?tab=all")
    page.keyboard.press("/")
    page.keyboard.type("凭证模板")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q="))
    page.get_by_role("link", name="筛选").click()
    expect(page.get_by_role("button", name="应用筛选")).to_be_visible()
    stage.shot(page, "desk-find")
    page.goto("/workbench/tickets/?tab=overdue")
    stage.shot(page, "overdue")
    page.goto("/notices/preferences/")
    stage.shot(page, "preferences", tallest=600)


def phone(stage: Stage, number: str) -> None:
    page = stage.person("guwen", phone=True)
    for path, name in (("/workbench/tickets/?tab=mine", "phone-desk"), (f"/workbench/tickets/{number}/", "phone-desk-question")):
        page.goto(path)
        stage.shot(page, name)


def supervises(stage: Stage) -> None:
    page = stage.person("zhuguan")
    page.goto("/workbench/tickets/ageing/")
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    stage.shot(page, "ageing")
