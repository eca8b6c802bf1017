"""Manual 001 §1–2 in a browser: 免费注册, 登录, 忘记密码, 个人中心, and the second step of signing in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.watching import Watch

CHOSEN = "麦田里的三月风吹过"
Person = Callable[..., Page]


def fill(page: Page, name: str, company: str = "嘉禾实业有限公司") -> None:
    """The first part of the form, as the manual lists it."""
    page.get_by_label("用户名").fill(name)
    page.get_by_label(re.compile("^密码")).fill(CHOSEN)
    page.get_by_label("再次输入密码").fill(CHOSEN)
    page.get_by_label("真实姓名").fill("林小明")
    page.get_by_label("单位名称").fill(company)
    page.get_by_label("邮箱").fill(f"{name}@example.com")
    page.get_by_label("联系电话").fill("13971234567")
    page.get_by_label("使用产品").select_option(index=1)


def register(page: Page) -> str:
    name = f"neu{time.time_ns()}"
    page.goto("/login")
    page.get_by_role("link", name="免费注册").click()
    fill(page, name)
    page.get_by_label(re.compile("我确认以上信息的准确性")).check()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/login")
    return name


@pytest.mark.requirement("LC-0a-09", "LC-1a-01", "LC-1a-02", "LC-1a-03", "LC-1a-13", "LC-1a-14", "LC-1b-01")
def test_a_visitor_registers_by_the_manual_and_signs_in(page: Page, watch: Watch) -> None:
    page.goto("/login")
    foot = page.locator(".plain-foot")
    expect(foot).to_contain_text("400-658-6000")
    expect(foot.get_by_text(re.compile("^网址"))).to_be_visible()
    page.get_by_role("link", name="免费注册").click()
    expect(page.get_by_text("【填写信息】")).to_be_visible()
    expect(page.get_by_text("【完善信息】")).to_be_visible()
    page.get_by_label("用户名").fill("jiahe")
    page.get_by_label("用户名").blur()
    expect(page.locator("#name-word")).to_contain_text("已经有人使用")
    name = f"neu{time.time_ns()}"
    fill(page, name)
    expect(page.locator("#name-word")).to_contain_text("可以使用")
    watch.expect(400)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("请阅读服务条款并勾选同意")).to_be_visible()
    expect(page.get_by_label("真实姓名")).to_have_value("林小明")
    page.get_by_label(re.compile("^密码")).fill(CHOSEN)
    page.get_by_label("再次输入密码").fill(CHOSEN)
    page.get_by_label(re.compile("我确认以上信息的准确性")).check()
    page.get_by_role("button", name="提交").click()
    page.wait_for_url("**/login")
    expect(page.get_by_text("注册成功").first).to_be_visible()
    page.get_by_label("用户名").fill(name)
    page.get_by_label(re.compile("密码")).first.fill(CHOSEN)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("加入单位").first).to_be_visible()


@pytest.mark.requirement("LC-1a-12", "LC-1a-15", "LC-2-01", "LC-2a-02")
def test_company_manager_lets_the_newcomer_in_who_then_asks(page: Page, person: Person, sign_in: Callable[..., Page]) -> None:
    name = register(page)
    boss = person("jiahe-boss")
    boss.goto("/company/applications/")
    card = boss.locator("section.card").filter(has_text=name)
    card.get_by_role("button", name="同意", exact=True).click()
    expect(boss.get_by_text("已处理").first).to_be_visible()
    sign_in(page, name, CHOSEN)
    page.locator("header summary").click()
    page.get_by_role("link", name="个人中心").click()
    expect(page.get_by_role("heading", name="已解决问题提醒")).to_be_visible()
    expect(page.get_by_role("heading", name="未解决问题提醒")).to_be_visible()
    expect(page.get_by_text("加入单位：已同意")).to_be_visible()
    expect(page.locator("dl.facts")).to_contain_text("嘉禾实业")
    page.get_by_role("link", name="申请VIP和管理员").first.click()
    page.get_by_role("button", name="申请管理员").click()
    expect(page.get_by_role("row").filter(has_text="申请管理员")).to_contain_text("待审批")


@pytest.mark.requirement("LC-1c-01", "LC-1c-04")
def test_hotline_helps_back_in_without_seeing_a_password(page: Page, person: Person, sign_in: Callable[..., Page]) -> None:
    name = register(page)
    page.get_by_role("link", name="忘记密码").click()
    expect(page.get_by_role("heading", name="客服电话找回密码")).to_be_visible()
    hotline = person("rexian")
    hotline.goto("/workbench/recovery/")
    hotline.get_by_label("完整的用户名、电话、邮箱或姓名").fill(name)
    hotline.get_by_role("button", name="查找").click()
    hotline.get_by_role("link", name="林小明").click()
    for box in hotline.get_by_role("checkbox").all():
        box.check()
    hotline.get_by_role("button", name="发放一次性链接").click()
    link = hotline.locator("#spoken-link").inner_text()
    page.goto("/recovery/" + link.rstrip("/").rsplit("/", 1)[1] + "/")
    page.get_by_label(re.compile("^新密码")).fill("三月的风吹过麦田呀")
    page.get_by_label("再次输入新密码").fill("三月的风吹过麦田呀")
    page.get_by_role("button", name="设置新密码").click()
    page.wait_for_url("**/login")
    sign_in(page, name, "三月的风吹过麦田呀")
    assert "/login" not in page.url


@pytest.mark.requirement("LC-2a-01", "LC-2b-01")
def test_facts_and_password_are_changed_in_the_centre_on_a_phone(open_context: Callable[..., Any], sign_in: Callable[..., Page], page: Page) -> None:
    name = register(page)
    phone = open_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True).new_page()
    sign_in(phone, name, CHOSEN)
    phone.goto("/me/facts/")
    phone.get_by_label("QQ号码").fill("10001")
    phone.get_by_role("button", name="保存").click()
    expect(phone.get_by_label("QQ号码")).to_have_value("10001")
    phone.goto("/password/")
    phone.get_by_label("原密码").fill(CHOSEN)
    phone.get_by_label(re.compile("^新密码")).fill("绿水青山长在我心")
    phone.get_by_label("再次输入新密码").fill("绿水青山长在我心")
    phone.get_by_role("button", name="修改密码").click()
    expect(phone.get_by_text("密码已修改").first).to_be_visible()


def test_code_of_an_app_is_asked_for_after_the_password(page: Page, sign_in: Callable[..., Page]) -> None:
    name = register(page)
    sign_in(page, name, CHOSEN)
    page.goto("/me/second-factor/")
    page.get_by_role("button", name="启用验证器应用").click()
    expect(page.get_by_alt_text("验证器应用的二维码")).to_be_visible()
    secret = page.locator("#secret").inner_text().replace(" ", "")
    page.get_by_label("6 位数字", exact=True).fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="启用").click()
    paper = page.locator("#paper li").all_inner_texts()
    assert len(paper) == 10
    page.context.clear_cookies()
    sign_in(page, name, CHOSEN)
    expect(page.get_by_role("heading", name="两步验证")).to_be_visible()
    page.get_by_label(re.compile("6 位数字")).fill(paper[0])
    page.get_by_role("button", name="验证").click()
    expect(page.get_by_text("我的工作台").first).to_be_visible()


@pytest.fixture
def at_localhost(browser: Browser, base_url: str) -> Iterator[Page]:
    """A page at a host name, as passkeys need it, with an authenticator of the browser's own making."""
    with browser.new_context(base_url=base_url.replace("127.0.0.1", "localhost"), locale="zh-CN", viewport={"width": 1440, "height": 900}) as context:
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True,
            "automaticPresenceSimulation": True}})
        yield page


def test_passkey_is_made_and_signs_in(page: Page, at_localhost: Page, sign_in: Callable[..., Page]) -> None:
    name = register(page)
    there = at_localhost
    sign_in(there, name, CHOSEN)
    there.goto("/me/second-factor/")
    there.get_by_placeholder(re.compile("给它起个名字")).fill("办公电脑")
    there.get_by_role("button", name="添加通行密钥").click()
    expect(there.locator("[data-passkey-paper]")).to_contain_text(re.compile(r"\w{4}-\w{4}-\w{4}"))
    there.reload()
    expect(there.get_by_role("row").filter(has_text="办公电脑")).to_be_visible()
    there.context.clear_cookies()
    sign_in(there, name, CHOSEN)
    there.get_by_role("button", name="使用通行密钥").click()
    expect(there.get_by_text("我的工作台").first).to_be_visible()
    there.goto("/me/second-factor/")
    expect(there.get_by_role("row").filter(has_text="办公电脑").locator("[data-label=最近使用]")).not_to_have_text("—")


def test_administrator_makes_a_role_and_gives_it(person: Person) -> None:
    page = person("admin")
    label = f"夜班 {time.time_ns() % 100000}"
    page.goto("/workbench/roles/")
    page.get_by_role("row").filter(has_text="热线坐席").get_by_role("link", name="以此为模板新建").click()
    page.get_by_label("角色名称").fill(label)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("row").filter(has_text=label)).to_contain_text("自建")
    page.goto("/workbench/people/new/")
    expect(page.get_by_label(label)).to_be_visible()


def test_other_devices_are_signed_out(page: Page, open_context: Callable[..., Any], sign_in: Callable[..., Page]) -> None:
    name = register(page)
    sign_in(page, name, CHOSEN)
    other = sign_in(open_context().new_page(), name, CHOSEN)
    page.goto("/me/devices/")
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="退出其他设备").click()
    page.locator("dialog[open]").get_by_role("button", name="退出其他设备").click()
    expect(page.get_by_text("已退出 1 个设备").first).to_be_visible()
    other.goto("/me/devices/")
    assert "/login" in other.url


