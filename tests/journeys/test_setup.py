"""An empty installation, from the line on the console to the first customer, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.house_server import Served, served
from tests.journeys.watching import Watch

SECRET = "清晨泡的第一杯茶"
PRODUCTS = "产品名称,应用模块,使用版本\n金蝶云·星空企业版,总账,8.2\n金蝶云·星空企业版,应收款,\n"


@pytest.fixture(scope="module")
def empty() -> Iterator[Served]:
    with served("--empty") as up:
        yield up


@pytest.fixture
def watch(empty: Served) -> Iterator[Watch]:
    watching = Watch(empty.url)
    yield watching
    watching.verdict()


def test_from_the_console_line_to_the_first_customer(empty: Served, open_context: Callable[..., BrowserContext], watch: Watch) -> None:
    link = re.search(r"http\S+/setup/\?token=\S+", empty.said())
    assert link, empty.said()
    page = open_context(base_url=empty.url).new_page()
    page.goto("/")
    expect(page.get_by_label("安装码")).to_be_visible()

    page.goto(link.group())
    page.get_by_label("公司名称").fill("湖北汇吉信息技术有限公司")
    page.get_by_label("简称").fill("汇吉")
    page.get_by_label("平台名称").fill("汇吉云服务平台")
    page.get_by_label("服务中心地址").fill("襄阳市长虹路 1 号")
    page.get_by_label("热线电话").fill("0710-3470000")
    page.get_by_role("button", name="下一步：管理员").click()

    page.get_by_label("用户名").fill("laoban")
    page.get_by_label("真实姓名").fill("张总")
    watch.expect(400)
    page.get_by_label(re.compile("^密码")).fill("12345678")
    page.get_by_label("再次输入密码").fill("12345678")
    page.get_by_role("button", name="下一步：产品与客户").click()
    expect(page.get_by_text("这个密码太常见")).to_be_visible()
    expect(page.get_by_label("用户名")).to_have_value("laoban")
    page.get_by_label(re.compile("^密码")).fill(SECRET)
    page.get_by_label("再次输入密码").fill(SECRET)
    page.get_by_role("button", name="下一步：产品与客户").click()

    expect(page.get_by_role("heading", name="安装准备")).to_be_visible()
    page.get_by_label("产品表").set_input_files({"name": "产品.csv", "mimeType": "text/csv", "buffer": PRODUCTS.encode()})
    page.get_by_role("button", name="导入产品").click()
    page.wait_for_url("**/workbench/imports/**")

    page.goto("/workbench/customers/")
    page.get_by_role("link", name="新建单位").first.click()
    page.get_by_label("单位名称").fill("湖北嘉福达再生资源利用有限公司")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="添加用户").first.click()
    page.get_by_label("用户名").fill("jiafuda")
    page.get_by_label("真实姓名").fill("李工")
    page.get_by_role("button", name="添加用户").click()
    password = page.locator("#made-password").inner_text()

    customer = open_context(base_url=empty.url).new_page()
    customer.goto("/login")
    for word in ("汇吉云服务平台", "襄阳市长虹路 1 号", "0710-3470000"):
        expect(customer.get_by_text(word)).to_be_visible()
    customer.get_by_label("用户名").fill("jiafuda")
    customer.get_by_label(re.compile("^密码")).fill(password)
    customer.get_by_role("button", name="登录").click()
    expect(customer.get_by_text("系统分配的密码")).to_be_visible()
    customer.get_by_label("原密码").fill(password)
    customer.get_by_label(re.compile("^新密码")).fill("绿水青山长在我心")
    customer.get_by_label("再次输入新密码").fill("绿水青山长在我心")
    customer.get_by_role("button", name="修改密码").click()
    customer.wait_for_url(empty.url + "/")

    stranger = open_context(base_url=empty.url).new_page()
    watch.expect(404)
    for address in ("/setup/", "/setup/administrator/", link.group()):
        answer = stranger.goto(address)
        assert answer is not None and answer.status == 404
