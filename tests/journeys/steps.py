"""Steps that several journeys of customers take."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

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
