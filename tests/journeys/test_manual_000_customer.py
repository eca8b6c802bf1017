"""Manual 000 as a customer lives it: §1.2 home, §二 我要提问, §三 处理结果查看; and §4 of manual 001, the same form.

The consultant's part is sent by the consultant's own browser session, without going through the desk's pages: those have their own
journeys.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.watching import Watch

Person = Callable[..., Page]
NUMBER = re.compile(r"OD\d{9}")
DRAW = """async (text) => {
  const canvas = document.createElement("canvas");
  canvas.width = 480; canvas.height = 160;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; pen.fillRect(0, 0, 480, 160); pen.fillStyle = "#b4232a"; pen.font = "28px sans-serif"; pen.fillText(text, 20, 90);
  return await new Promise((done) => canvas.toBlob(done, "image/png"));
}"""
PASTE = f"""async (element, text) => {{
  const blob = await ({DRAW})(text);
  const data = new DataTransfer();
  data.items.add(new File([blob], "image.png", {{type: "image/png"}}));
  element.dispatchEvent(new ClipboardEvent("paste", {{clipboardData: data, bubbles: true, cancelable: true}}));
}}"""
DROP = f"""async (element, text) => {{
  const blob = await ({DRAW})(text);
  const data = new DataTransfer();
  data.items.add(new File([blob], "拖入.png", {{type: "image/png"}}));
  const box = element.getBoundingClientRect();
  element.dispatchEvent(new DragEvent("drop", {{dataTransfer: data, bubbles: true, cancelable: true, clientX: box.x + 30, clientY: box.y + 30}}));
}}"""


def ask_page(page: Page) -> Page:
    """By the menu, as the manual says: 我的服务 → 我要提问."""
    page.goto("/")
    menu = page.get_by_role("navigation", name="主菜单")
    expect(menu.get_by_text("我的服务")).to_be_visible()
    menu.get_by_role("link", name="我要提问").click()
    return blank(page)


def blank(page: Page) -> Page:
    """The form without what an earlier journey left in it."""
    expect(page.get_by_role("heading", name="我要提问")).to_be_visible()
    page.wait_for_load_state()
    forget = page.get_by_role("button", name="清空重填")
    if forget.count():
        with page.expect_navigation():
            forget.click()
    expect(page.get_by_label("问题标题")).to_have_value("")
    return page


def editor(page: Page, label: str = "问题描述") -> Locator:
    return page.get_by_role("textbox", name=label)


def fill(page: Page, title: str, text: str = "点击结账后提示凭证断号，已重试三次。") -> None:
    """Everything the form asks for."""
    page.get_by_label("问题发生产品").select_option(index=1)
    page.get_by_label("问题标题").fill(title)
    editor(page).click()
    page.keyboard.type(text)


def send(page: Page) -> str:
    """提交问题; the number of the question whose page comes after."""
    page.get_by_role("button", name="提交问题").click()
    expect(page.get_by_role("heading", name=re.compile("问题跟踪查看"))).to_be_visible()
    found = NUMBER.search(page.get_by_role("heading", level=1).inner_text())
    assert found
    return found[0]


def ask(page: Page, title: str) -> str:
    ask_page(page)
    fill(page, title)
    return send(page)


def title() -> str:
    return f"旅程 {uuid4().hex[:8]} 总账无法结账"


def staff_post(page: Page, number: str, noun: str, **fields: str) -> None:
    """Send one form of the desk as the consultant signed in to `page`."""
    token = page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    address = f"/workbench/tickets/{number}/{noun}/"
    answer = page.request.post(address, form={**fields, "_key": uuid4().hex}, headers={"X-CSRFToken": token, "Referer": page.url})
    assert answer.status < 400, f"{answer.status} {address}\n{answer.text()[:2000]}"


def accept(staff: Page, number: str) -> None:
    staff.goto(f"/workbench/tickets/{number}/")
    staff_post(staff, number, "acceptance", **{"accept-note": "马上处理", "accept-promised_on": date.today().isoformat()})


def handle(staff: Page, number: str, text: str, outcome: str) -> None:
    part = staff.request.get(f"/workbench/tickets/{number}/act/handle/").text()
    chosen = {label: value for value, label in re.findall(r'<option value="(\d+)"[^>]*>([^<]+)</option>', part)}
    ids = {label: value for value, label in re.findall(r'value="(\d+)"[^>]*>\s*(?:<span>)?([^<]+)<', part)} | chosen
    staff_post(staff, number, "handlings", **{
        "handle-body": f"<p>{text}</p>", "handle-classification": ids["其他问题"], "handle-outcome": ids[outcome]})


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
    assert pictures.first.evaluate("(img) => img.complete && img.naturalWidth > 0")
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
