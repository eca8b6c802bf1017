"""Manual 001 §1c in a browser: 忘记密码 by its three ways; a colleague is invited; the terms have a new version."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.doubles.sms import SmsGateway
from tests.doubles.smtp import Mailbox
from tests.house_server import PASSWORD, Served, served
from tests.journeys.watching import Watch

NEW = "三月的风吹过麦田呀"
NUMBER = "13912340001"
PATIENCE = 30.0
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def mail() -> Iterator[Mailbox]:
    with Mailbox() as box:
        yield box


@pytest.fixture(scope="module")
def house(mail: Mailbox) -> Iterator[Served]:
    """The demo company with a mail server."""
    with served("--demo", EMAIL_URL=mail.url) as up:
        yield up


@pytest.fixture
def watch(house: Served) -> Iterator[Watch]:
    watching = Watch(house.url)
    yield watching
    watching.verdict()


@pytest.fixture
def enter(house: Served, open_context: Callable[..., BrowserContext]) -> Open:
    """`enter()` is a visitor's page, `enter("admin")` one of somebody who signed in."""

    def page_of(username: str = "", password: str = PASSWORD) -> Page:
        page = open_context(base_url=house.url).new_page()
        if username:
            sign_in(page, username, password)
        return page

    return page_of


def sign_in(page: Page, username: str, password: str) -> None:
    page.goto("/login")
    page.get_by_label("用户名").first.fill(username)
    page.get_by_label(re.compile("^密码")).first.fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state()


def change_facts(page: Page, **facts: str) -> None:
    """修改资料, as the person himself."""
    page.goto("/me/facts/")
    for label, value in facts.items():
        page.get_by_label(label).fill(value)
    page.get_by_label("使用产品").select_option(index=1)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("资料已保存").first).to_be_visible()


def choose(page: Page) -> None:
    """设置新密码."""
    page.get_by_label(re.compile("^新密码")).fill(NEW)
    page.get_by_label("再次输入新密码").fill(NEW)
    page.get_by_role("button", name="设置新密码").click()
    page.wait_for_url("**/login")


@pytest.fixture
def sms(enter: Open) -> Iterator[SmsGateway]:
    """A gateway that an administrator connects by the settings page and disconnects in the end."""
    with SmsGateway() as server:
        page = enter("admin")
        page.goto("/workbench/settings/sms/")
        page.get_by_text("接口地址（一般不用改）").click()
        for field, value in server.facts().items():
            page.locator(f"#id_{field}").fill(str(value))
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("短信已保存").first).to_be_visible()
        expect(page.get_by_label("AccessKey Secret")).to_have_value("")
        page.get_by_label("手机号").fill("13900001111")
        page.get_by_role("button", name="发送测试短信").click()
        expect(page.get_by_text("短信平台已接收测试短信").first).to_be_visible()
        yield server
        page.goto("/workbench/settings/sms/")
        page.get_by_role("button", name="断开短信").click()
        page.locator("dialog[open]").get_by_role("button", name="断开").click()
        expect(page.get_by_text("短信已断开").first).to_be_visible()


def code_to(sms: SmsGateway, number: str, after: int) -> str:
    """The digits that arrive on this telephone."""
    deadline = time.monotonic() + PATIENCE
    while len(sms.taken) <= after:
        assert time.monotonic() < deadline, "no code came"
        time.sleep(0.1)
    return sms.code(number)


@pytest.mark.requirement("LC-1c-01", "LC-1c-02")
def test_by_mail(enter: Open, mail: Mailbox) -> None:
    change_facts(enter("jiahe"), 邮箱="wang@jiahe.example")
    page = enter()
    page.goto("/login")
    page.get_by_role("link", name="忘记密码").click()
    for way in ("邮箱找回密码", "客服电话找回密码"):
        expect(page.get_by_role("heading", name=way)).to_be_visible()
    expect(page.get_by_text("手机号找回密码")).to_have_count(0)
    page.get_by_label("用户名或登记的邮箱").fill("wang@jiahe.example")
    before = len(mail.letters)
    page.get_by_role("button", name="发送链接").click()
    expect(page.get_by_role("heading", name="请查收邮件")).to_be_visible()
    page.goto(mail.link("wang@jiahe.example", before))
    choose(page)
    sign_in(page, "jiahe", NEW)
    expect(page.get_by_text("我的工作台").first).to_be_visible()


@pytest.mark.requirement("LC-1c-01", "LC-1c-03")
def test_by_a_code_on_the_telephone(enter: Open, sms: SmsGateway, watch: Watch) -> None:
    own = enter("jiangcheng")
    own.goto("/me/facts/")
    own.get_by_role("link", name="更换手机号").click()
    own.get_by_label("新的联系电话").fill(NUMBER)
    sent = len(sms.taken)
    own.get_by_role("button", name="下一步").click()
    own.get_by_label("短信验证码").fill(code_to(sms, NUMBER, sent))
    own.get_by_role("button", name="下一步").click()
    expect(own.get_by_text("手机号已验证并更换").first).to_be_visible()

    page = enter()
    page.goto("/login")
    page.get_by_role("link", name="忘记密码").click()
    for way in ("邮箱找回密码", "手机号找回密码", "客服电话找回密码"):
        expect(page.get_by_role("heading", name=way)).to_be_visible()
    watch.expect(400, 401)
    page.get_by_label("登记的手机号").fill("027-8888")
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("请填写 11 位手机号")).to_be_visible()
    page.get_by_label("登记的手机号").fill("139 0710 1234")
    sent = len(sms.taken)
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_text("139****1234")).to_be_visible()
    code = code_to(sms, "13907101234", sent)
    page.get_by_label("短信验证码").fill("000000" if code != "000000" else "111111")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("验证码不对或已过期")).to_be_visible()
    page.get_by_label("短信验证码").fill(code)
    page.get_by_role("button", name="下一步").click()
    choose(page)
    sign_in(page, "jiahe", NEW)
    expect(page.get_by_text("我的工作台").first).to_be_visible()


@pytest.mark.requirement("LC-1c-01", "LC-1c-04")
def test_by_the_hotline(enter: Open, mail: Mailbox) -> None:
    change_facts(enter("yuanfang"), 邮箱="li@yuanfang.example")
    page = enter()
    page.goto("/recovery/")
    expect(page.get_by_text(re.compile("400-658-6000.*客服核对您的身份"))).to_be_visible()
    hotline = enter("rexian")
    hotline.goto("/workbench/recovery/")
    hotline.get_by_label("完整的用户名、电话、邮箱或姓名").fill("yuanfang")
    hotline.get_by_role("button", name="查找").click()
    hotline.locator("td.title a").first.click()
    for box in hotline.get_by_role("checkbox").all():
        box.check()
    before = len(mail.letters)
    hotline.get_by_role("button", name="发放一次性链接").click()
    expect(hotline.get_by_text("一次性链接已发到")).to_be_visible()
    page.goto(mail.link("li@yuanfang.example", before))
    choose(page)
    sign_in(page, "yuanfang", NEW)
    expect(page.get_by_text("我的工作台").first).to_be_visible()


def test_a_manager_invites_a_colleague_who_chooses_name_and_password(enter: Open, mail: Mailbox) -> None:
    boss = enter("jiahe-boss")
    boss.get_by_role("navigation", name="主菜单").get_by_role("link", name="邀请同事").click()
    boss.get_by_role("link", name="邀请同事").last.click()
    boss.get_by_label("同事的邮箱或手机号").fill("lin@jiahe.example")
    boss.get_by_label("同事姓名").fill("林小明")
    boss.get_by_role("button", name="发送邀请").click()
    expect(boss.get_by_role("row").filter(has_text="林小明")).to_contain_text("等待接受")
    page = enter()
    first = mail.link("lin@jiahe.example")
    count = len(mail.letters)
    boss.get_by_role("row").filter(has_text="林小明").get_by_role("button", name="重新发送").click()
    second = mail.link("lin@jiahe.example", count)
    assert first != second
    page.goto(second)
    expect(page.get_by_text("嘉禾实业有限公司 邀请您加入")).to_be_visible()
    page.get_by_label("用户名").fill("linxiaoming")
    expect(page.get_by_label("真实姓名")).to_have_value("林小明")
    page.get_by_label(re.compile("^密码")).fill(NEW)
    page.get_by_label("再次输入密码").fill(NEW)
    page.get_by_label(re.compile("我同意")).check()
    page.get_by_role("button", name="加入").click()
    page.wait_for_url("**/login")
    sign_in(page, "linxiaoming", NEW)
    expect(page.get_by_text("我要提问").first).to_be_visible()
    boss.reload()
    expect(boss.get_by_role("row").filter(has_text="林小明")).to_contain_text("已加入")


@pytest.mark.requirement("LC-1a-16")
def test_new_terms_are_asked_for_at_the_next_sign_in(enter: Open, watch: Watch) -> None:
    admin = enter("admin")
    admin.goto("/workbench/settings/registration/")
    admin.get_by_role("button", name="发布现在的版本，请每个人重新同意").click()
    admin.locator("dialog[open]").get_by_role("button", name="发布").click()
    expect(admin.get_by_text("现在的条款就是已发布的版本")).to_be_visible()
    page = enter("jiahe-boss")
    expect(page.get_by_role("heading", name="服务条款已更新")).to_be_visible()
    page.get_by_role("button", name="不同意，退出").click()
    expect(page.get_by_text("您的账号和资料都保留").first).to_be_visible()
    sign_in(page, "jiahe-boss", PASSWORD)
    page.get_by_role("button", name="同意并继续").click()
    expect(page.get_by_text("我的工作台").first).to_be_visible()
    page = enter("jiahe-boss")
    expect(page.get_by_text("我的工作台").first).to_be_visible()
