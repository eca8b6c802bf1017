"""Manual 000 as a customer lives it: §1.2 home, §二 我要提问, §三 处理结果查看; and §4 of manual 001, the same form.

The consultant's part is sent by the consultant's own browser session, without going through the desk's pages: those have their own
journeys.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import DROP, PASTE, Person, ask_page, blank, editor, fill, send, title
from tests.journeys.watching import Watch


@pytest.mark.requirement("HJ-1.2-05", "HJ-1.2-06", "HJ-1.2-07", "HJ-1.2-08", "HJ-1.2-09", "HJ-1.2-10", "HJ-1.2-11")
def test_the_home_page_holds_what_the_manual_names(person: Person) -> None:
    page = person("jiahe")
    page.goto("/")
    expect(page.get_by_role("heading", name="在线服务中心")).to_be_visible()
    for name in ("正在处理中的问题", "最近完成的服务记录", "问题类型统计", "本企业服务费到期时间"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text(re.compile(r"嘉禾")).first).to_be_visible()
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    page.get_by_role("link", name=re.compile("查看完整列表")).first.click()
    expect(page.get_by_role("heading", name="正在处理")).to_be_visible()
    page.locator("details.drop summary").click()
    page.get_by_role("link", name="密码修改").click()
    page.wait_for_url("**/password/")


@pytest.mark.requirement("HJ-1.2-08", "HJ-1.2-12")
def test_a_chart_leads_to_the_list_behind_it(person: Person) -> None:
    page = person("jiahe")
    page.goto("/statistics/")
    figure = page.locator("figure[data-chart]").first
    expect(figure.locator("svg")).to_be_visible()
    figure.get_by_text("查看数据表").click()
    link = figure.locator("tbody a").first
    kind = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", name="全部问题")).to_be_visible()
    expect(page.get_by_role("link", name=f"去掉条件 问题类型：{kind}")).to_be_visible()


@pytest.mark.requirement("HJ-2-01", "HJ-2-02", "HJ-2-03", "HJ-2-04", "HJ-2-05", "HJ-2-08", "LC-4a-01", "LC-4a-03", "LC-4a-04", "LC-4a-05",
                         "LC-4a-06", "LC-4a-07", "LC-4a-08", "LC-4a-11", "LC-0b-01")
def test_asking_with_a_pasted_and_a_dropped_screenshot(person: Person) -> None:
    page = ask_page(person("jiahe"))
    wanted = title()
    expect(page.get_by_label("直接提问联系人")).not_to_have_value("")
    expect(page.get_by_label("直接联系电话")).not_to_have_value("")
    for name in ("应用模块", "使用版本"):
        expect(page.get_by_label(name)).to_be_disabled()
    fill(page, wanted)
    for name in ("应用模块", "使用版本"):
        expect(page.get_by_label(name)).to_be_enabled()
        page.get_by_label(name).select_option(index=1)
    page.get_by_label("问题类型").select_option(label="数据异常")
    page.get_by_label("问题紧急程度").select_option(label="一般紧急")
    editor(page).evaluate(PASTE, "凭证断号")
    expect(editor(page).locator("img")).to_have_count(1)
    editor(page).evaluate(DROP, "第二张")
    expect(editor(page).locator("img")).to_have_count(2)
    number = send(page)
    expect(page.get_by_text(f"提交成功，提单号 {number}")).to_be_visible()
    page.get_by_role("tab", name="问题详情").click()
    pictures = page.locator("#question .prose img")
    expect(pictures).to_have_count(2)
    for place in (0, 1):
        expect(pictures.nth(place)).to_have_js_property("complete", True)
        assert pictures.nth(place).evaluate("(img) => img.naturalWidth") > 0
    menu = page.get_by_role("navigation", name="主菜单")
    menu.get_by_role("link", name="正在处理").click()
    row = page.get_by_role("row", name=re.compile(number))
    expect(row.get_by_role("link", name=wanted)).to_be_visible()
    expect(row).to_contain_text("待接单")


@pytest.mark.requirement("LC-4a-09", "X-07")
def test_several_attachments_upload_while_one_watches(person: Person) -> None:
    page = ask_page(person("jiahe"))
    fill(page, title())
    wire = page.context.new_cdp_session(page)
    wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 400_000})
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="选择文件").click()
    chosen.value.set_files([{"name": "错误日志.txt", "mimeType": "text/plain", "buffer": b"2026-11-23 ERROR \n" * 30_000},
                            {"name": "清单.csv", "mimeType": "text/csv", "buffer": "编号,名称\n1,总账\n".encode()}])
    bar = page.get_by_role("progressbar", name="错误日志.txt")
    expect(bar).to_be_visible()
    page.wait_for_function("() => { const bar = document.querySelector('.upload progress'); return !bar || (bar.value > 0 && bar.value < 1) }")
    expect(bar).to_be_hidden(timeout=30_000)
    wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
    send(page)
    page.get_by_role("tab", name="相关附件").click()
    for name in ("错误日志.txt", "清单.csv"):
        expect(page.locator("#attachments").get_by_role("link", name=name)).to_be_visible()


def test_pressed_while_a_file_is_on_its_way_it_goes_by_itself_once_all_has_arrived(person: Person) -> None:
    page = ask_page(person("jiahe"))
    fill(page, title())
    wire = page.context.new_cdp_session(page)
    wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": 20, "downloadThroughput": -1, "uploadThroughput": 150_000})
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="选择文件").click()
    chosen.value.set_files({"name": "很大.txt", "mimeType": "text/plain", "buffer": b"x" * 200_000})
    expect(page.get_by_role("progressbar", name="很大.txt")).to_be_visible()
    page.get_by_role("button", name="提交问题").click()
    expect(page.get_by_text("文件还在上传，传完后自动提交")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("问题跟踪查看"))).to_be_visible(timeout=30_000)
    page.get_by_role("tab", name="相关附件").click()
    expect(page.locator("#attachments").get_by_role("link", name="很大.txt")).to_be_visible()


@pytest.mark.requirement("HJ-2-06", "LC-4a-01")
def test_an_incomplete_form_says_what_is_missing_and_keeps_the_rest(person: Person, watch: Watch) -> None:
    watch.expect(422)
    page = ask_page(person("jiahe"))
    page.get_by_label("问题标题").fill("只有标题")
    page.get_by_role("button", name="提交问题").click()
    expect(page.get_by_text("请选择问题发生产品。")).to_be_visible()
    expect(page.get_by_text("请填写问题描述。")).to_be_visible()
    expect(page.get_by_label("问题标题")).to_have_value("只有标题")
    expect(page.get_by_label("问题发生产品")).to_be_focused()
    fill(page, title())
    send(page)


def test_a_double_click_gives_one_question(person: Person) -> None:
    page = ask_page(person("jiahe"))
    wanted = title()
    fill(page, wanted)
    page.get_by_role("button", name="提交问题").dblclick()
    expect(page.get_by_role("heading", name=re.compile("问题跟踪查看"))).to_be_visible()
    page.goto("/tickets/?q=" + wanted.split()[1])
    expect(page.locator("table.list tbody tr")).to_have_count(1)


def test_a_draft_survives_a_closed_tab(person: Person) -> None:
    page = ask_page(person("jiahe"))
    wanted = title()
    fill(page, wanted, "这一段还没有写完")
    expect(page.get_by_text(re.compile("已自动保存"))).to_be_visible()
    context = page.context
    page.close()
    again = context.new_page()
    again.goto("/")
    expect(again.get_by_text(f"您有一份还没有提交的问题“{wanted}”")).to_be_visible()
    again.get_by_role("link", name="继续填写").click()
    expect(again.get_by_label("问题标题")).to_have_value(wanted)
    expect(editor(again)).to_contain_text("这一段还没有写完")
    expect(again.get_by_label("问题发生产品")).not_to_have_value("")
    send(again)
    again.goto("/tickets/new/")
    expect(again.get_by_label("问题标题")).to_have_value("")


def test_a_draft_survives_another_machine(person: Person) -> None:
    wanted = title()
    page = ask_page(person("jiahe-boss"))
    fill(page, wanted)
    expect(page.get_by_text(re.compile("已自动保存"))).to_be_visible()
    elsewhere = person("jiahe-boss")
    elsewhere.goto("/tickets/new/")
    expect(elsewhere.get_by_label("问题标题")).to_have_value(wanted)
    elsewhere.get_by_role("button", name="清空重填").click()
    expect(elsewhere.get_by_label("问题标题")).to_have_value("")


def test_a_draft_survives_a_lost_session(page: Page, sign_in: Callable[..., Page], watch: Watch) -> None:
    watch.expect(401, 403)
    sign_in(page, "jiahe")
    ask_page(page)
    wanted = title()
    page.context.clear_cookies(name="session")
    fill(page, wanted, "登录过期时正在写的内容")
    page.get_by_role("button", name="提交问题").click()
    page.wait_for_load_state()
    if "/login" not in page.url:
        page.goto("/login")
    page.get_by_label("用户名", exact=False).first.fill("jiahe")
    page.get_by_label(re.compile("密码")).first.fill("demo2026")
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()
    page.goto("/tickets/new/")
    expect(page.get_by_label("问题标题")).to_have_value(wanted)
    expect(editor(page)).to_contain_text("登录过期时正在写的内容")
    send(page)


def test_a_draft_survives_a_refused_save(person: Person, watch: Watch) -> None:
    watch.expect(422)
    page = ask_page(person("jiahe"))
    fill(page, title())
    page.get_by_label("直接联系电话").fill("12345")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="选择文件").click()
    chosen.value.set_files({"name": "留住.txt", "mimeType": "text/plain", "buffer": b"x"})
    expect(page.get_by_role("button", name="移除 留住.txt")).to_be_visible()
    page.get_by_role("button", name="提交问题").click()
    expect(page.get_by_text("请填写正确的电话")).to_be_visible()
    expect(editor(page)).to_contain_text("凭证断号")
    expect(page.get_by_role("button", name="移除 留住.txt")).to_be_visible()
    page.get_by_label("直接联系电话").fill("13907101234")
    send(page)
    page.get_by_role("tab", name="相关附件").click()
    expect(page.locator("#attachments").get_by_role("link", name="留住.txt")).to_be_visible()


@pytest.mark.requirement("LC-0b-01")
def test_asking_with_one_hand_on_a_phone(person: Person) -> None:
    page = person("jiahe", phone=True)
    page.goto("/")
    page.get_by_role("navigation", name="常用").get_by_role("link", name="我要提问").click()
    blank(page)
    fill(page, title())
    number = send(page)
    page.get_by_role("navigation", name="常用").get_by_role("link", name="正在处理").click()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    for path in ("/", "/tickets/new/", "/tickets/open/", f"/tickets/{number}/", "/statistics/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


@pytest.mark.requirement("LC-4a-02", "LC-4a-12")
def test_modules_follow_the_product(person: Person) -> None:
    page = ask_page(person("jiahe"))
    product, module = page.get_by_label("问题发生产品"), page.get_by_label("应用模块")
    seen = []
    for n in range(1, product.locator("option").count()):
        product.select_option(index=n)
        seen.append(module.locator("option").all_inner_texts()[1:])
    assert len(seen) > 1 and all(seen) and seen[0] != seen[1]


@pytest.mark.requirement("LC-0b-01", "LC-4a-12")
def test_asking_where_no_script_runs(person: Person, watch: Watch) -> None:
    watch.expect(422)
    page = person("jiahe", java_script_enabled=False)
    page.goto("/tickets/new/")
    page.get_by_label("问题标题").fill(title())
    page.get_by_label("问题描述").fill("第一行\n第二行")
    page.get_by_label("应用模块").select_option(index=1)
    page.locator("input[name=upload]").set_input_files({"name": "没有脚本.txt", "mimeType": "text/plain", "buffer": b"x"})
    page.get_by_role("button", name="提交问题").click()
    expect(page.get_by_text("请选择问题发生产品。")).to_be_visible()
    page.get_by_label("问题发生产品").select_option(index=1)
    number = send(page)
    page.goto(f"/tickets/{number}/#attachments")
    expect(page.locator("#attachments").get_by_role("link", name="没有脚本.txt")).to_be_visible()
    page.goto(f"/tickets/{number}/#question")
    expect(page.locator("#question")).to_contain_text("第二行")
