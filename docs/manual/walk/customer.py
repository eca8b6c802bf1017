"""What the customer's chapters show."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from walk.stage import Stage

TITLE = "核销应收单的凭证模板未设置，不能生成凭证"
TEXT = "月末生成凭证时提示模板未设置，其他单据正常。截图如下："
WINDOW = """async () => {
  const canvas = document.createElement("canvas");
  canvas.width = 560; canvas.height = 190;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#f4f6fa"; pen.fillRect(0, 0, 560, 190);
  pen.fillStyle = "#3b6fb6"; pen.fillRect(0, 0, 560, 34);
  pen.font = "15px 'Noto Sans CJK SC', sans-serif";
  pen.fillStyle = "#fff"; pen.fillText("凭证生成", 14, 23);
  pen.fillStyle = "#333"; pen.fillText("单据类型：应收核销单　　单据编号：HX2308-0017", 20, 70);
  pen.fillStyle = "#b4232a"; pen.fillText("错误：没有找到适用的凭证模板，请先设置凭证模板。", 20, 104);
  pen.fillStyle = "#fff"; pen.fillRect(430, 136, 104, 34); pen.strokeStyle = "#99a"; pen.strokeRect(430, 136, 104, 34);
  pen.fillStyle = "#333"; pen.fillText("确定", 466, 158);
  return await new Promise((done) => canvas.toBlob(done, "image/png"));
}"""
PASTE = f"""async (element) => {{
  const blob = await ({WINDOW})();
  const data = new DataTransfer();
  data.items.add(new File([blob], "image.png", {{type: "image/png"}}));
  element.dispatchEvent(new ClipboardEvent("paste", {{clipboardData: data, bubbles: true, cancelable: true}}));
}}"""


def sign_in(stage: Stage) -> None:
    """外部登录: both the name and the password are typed."""
    page = stage.visitor()
    page.goto("/login")
    page.get_by_label("用户名").fill("jiahe")
    page.get_by_label(re.compile("^密码")).fill("demo2026")
    stage.shot(page, "sign-in")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(stage.url + "/")
    stage.shot(page, "home")
    page.locator("details.drop summary").click()
    stage.shot(page, "me", view=True)
    page.get_by_role("link", name="密码修改").click()
    stage.shot(page, "password")


def fill(page: Page, title: str = TITLE, text: str = TEXT) -> None:
    page.get_by_label("问题发生产品").select_option(label="金蝶云·星空企业版")
    page.get_by_label("问题标题").fill(title)
    page.get_by_role("textbox", name="问题描述").click()
    page.keyboard.type(text)


def write(stage: Stage) -> Page:
    """我要提问, filled in with a pasted screenshot and an attachment, not sent yet."""
    page = stage.person("jiahe")
    page.goto("/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="我要提问").click()
    expect(page.get_by_role("heading", name="我要提问")).to_be_visible()
    page.get_by_role("button", name="提交问题").click()
    expect(page.get_by_text("请选择问题发生产品。")).to_be_visible()
    stage.shot(page, "ask-missing", tallest=760)
    page.goto("/tickets/new/")
    fill(page)
    page.get_by_label("应用模块").select_option(label="应收款")
    page.get_by_label("使用版本").select_option(label="8.1")
    page.get_by_label("问题类型").select_option(index=1)
    page.get_by_label("问题紧急程度").select_option(label="一般紧急")
    editor = page.get_by_role("textbox", name="问题描述")
    editor.evaluate(PASTE)
    expect(editor.locator("img")).to_have_count(1)
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="选择文件").click()
    chosen.value.set_files([{"name": "应收核销单.csv", "mimeType": "text/csv", "buffer": "单据编号,金额\nHX2308-0017,12800.00\n".encode()}])
    expect(page.get_by_text("应收核销单.csv")).to_be_visible()
    expect(page.get_by_text(re.compile("已自动保存"))).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    stage.shot(page, "ask", whole=True)
    home = page.context.new_page()
    home.goto("/")
    expect(home.get_by_role("link", name="继续填写")).to_be_visible()
    stage.shot(home, "draft", tallest=420)
    home.close()
    return page


def send(stage: Stage, page: Page) -> str:
    """提交问题; the number."""
    page.get_by_role("button", name="提交问题").click()
    heading = page.get_by_role("heading", name=re.compile("问题跟踪查看"))
    expect(heading).to_be_visible()
    stage.shot(page, "asked")
    found = re.search(r"OD\d{9}", heading.inner_text())
    assert found
    return found[0]


def lists(stage: Stage) -> None:
    page = stage.person("jiahe")
    page.goto("/tickets/open/")
    stage.shot(page, "open")
    page.goto("/tickets/done/")
    stage.shot(page, "done")
    page.goto("/tickets/?q=凭证")
    page.get_by_role("link", name="筛选").click()
    expect(page.get_by_role("button", name="应用筛选")).to_be_visible()
    stage.shot(page, "find")


def sees_result(stage: Stage, number: str) -> Page:
    page = stage.person("jiahe")
    page.goto(f"/tickets/{number}/")
    page.get_by_role("tab", name="处理记录").click()
    stage.shot(page, "records", whole=True)
    page.get_by_role("link", name="查看详情").last.click()
    expect(page.locator("#handling-dialog")).to_contain_text("处理结果")
    stage.shot(page, "handling", view=True)
    page.locator("#handling-dialog").get_by_role("button", name="关闭").click()
    page.get_by_role("tab", name="相关附件").click()
    page.evaluate("scrollTo(0, 0)")
    stage.shot(page, "attachments", tallest=620)
    return page


def asks_more(stage: Stage, number: str) -> None:
    """追问."""
    page = stage.person("jiahe")
    page.goto(f"/tickets/{number}/")
    page.get_by_role("textbox", name="追问内容").click()
    page.keyboard.type("好的。预付冲应收的单据也要设置吗？")
    page.locator("#answer").scroll_into_view_if_needed()
    stage.shot(page, "follow-up", part="#answer")
    page.get_by_role("button", name="提交追问").click()
    expect(page.get_by_text("好的。预付冲应收的单据也要设置吗？").first).to_be_visible()


def sends_back(stage: Stage, number: str) -> None:
    """未解决退回."""
    page = stage.person("jiahe")
    page.goto(f"/tickets/{number}/")
    page.get_by_role("button", name="未解决退回").click()
    dialog = page.locator("#send-back")
    dialog.get_by_role("textbox", name="哪里还没有解决").click()
    page.keyboard.type("8 月的单据可以了，7 月补录的两张仍然提示没有模板。")
    stage.shot(page, "send-back", view=True)
    dialog.get_by_role("button", name="退回给顾问").click()
    expect(dialog).to_be_hidden()


def confirms(stage: Stage, number: str) -> None:
    """确认解决."""
    page = stage.person("jiahe")
    page.goto(f"/tickets/{number}/")
    page.get_by_role("button", name="确认解决").click()
    stage.shot(page, "confirm", view=True)
    page.get_by_role("dialog").get_by_role("button", name="确认解决").click()
    expect(page.get_by_text("已确认解决，感谢您的反馈。")).to_be_visible()


def troubles(stage: Stage) -> None:
    """What the page says to a wrong password, and to files that cannot be attached."""
    page = stage.visitor()
    page.goto("/login")
    page.get_by_label("用户名").fill("jiangcheng")
    page.get_by_label(re.compile("^密码")).fill("ganz-falsch")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    stage.shot(page, "sign-in-wrong")
    page = stage.person("jiahe-boss")
    page.goto("/tickets/new/")
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="选择文件").click()
    chosen.value.set_files([{"name": "远程工具.exe", "mimeType": "application/octet-stream", "buffer": b"MZ" + b"0" * 999},
                            {"name": "空白.txt", "mimeType": "text/plain", "buffer": b""}])
    expect(page.get_by_text("可执行文件").first).to_be_visible()
    page.wait_for_timeout(600)
    stage.shot(page, "upload-refused", part="[data-uploads]")


def statistics(stage: Stage) -> None:
    page = stage.person("jiahe")
    page.goto("/statistics/?period=365")
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    stage.shot(page, "statistics", whole=True)
    page = stage.person("jiahe")
    page.goto("/notices/")
    stage.shot(page, "notices")
    boss = stage.person("jiahe-boss")
    boss.goto("/company/")
    stage.shot(boss, "company")


def phone(stage: Stage, number: str) -> None:
    page = stage.person("jiahe", phone=True)
    for path, name in (("/", "phone-home"), ("/tickets/new/", "phone-ask"), ("/tickets/open/", "phone-open"), (f"/tickets/{number}/", "phone-question")):
        page.goto(path)
        stage.shot(page, name)
