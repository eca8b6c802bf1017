"""Manual 000 §四: following the 公众号, binding in WeChat with user name and password, and being told from then on."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.doubles.wechat import WechatServer, event
from tests.house_server import PASSWORD, Served
from tests.journeys.conftest import PHONE
from tests.journeys.watching import Watch

IN_WECHAT = {**PHONE, "user_agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0.50"}
PATIENCE = 30.0


def until(true: Callable[[], object]) -> None:
    """Wait for work that is done after the answer."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


@pytest.fixture
def wechat(person: Callable[..., Page]) -> Iterator[WechatServer]:
    """WeChat's server, which an administrator has connected by the settings page and disconnects in the end."""
    with WechatServer() as server:
        page = person("admin")
        page.goto("/workbench/settings/wechat/")
        for label, value in (("公众号名称", "示范服务号"), ("AppID", server.appid), ("AppSecret", server.secret), ("Token（令牌）", server.token),
                             ("EncodingAESKey", server.aes_key), ("提单被接收：模板编号", "TPL-ACCEPTED"), ("处理完成：模板编号", "TPL-RESOLVED"),
                             ("其他通知：模板编号", "TPL-OTHER")):
            page.get_by_label(label).first.fill(value)
        page.get_by_text("接口地址（一般不用改）").click()
        page.get_by_label("接口地址").first.fill(server.url)
        page.get_by_label("网页授权地址").first.fill(server.url)
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("公众号已保存").first).to_be_visible()
        page.get_by_role("button", name="测试").click()
        expect(page.get_by_text("连接正常").first).to_be_visible()
        yield server
        page.goto("/workbench/settings/wechat/")
        page.get_by_role("button", name="断开公众号").click()
        page.locator("dialog[open]").get_by_role("button", name="断开").click()
        expect(page.get_by_text("公众号已断开").first).to_be_visible()


@pytest.mark.requirement("HJ-4-01", "HJ-4-02", "HJ-4-03")
def test_binding_in_wechat_and_being_told(wechat: WechatServer, person: Callable[..., Page], open_context: Callable[..., BrowserContext],
                                          watch: Watch, base_url: str) -> None:
    watch.excuse(f"left the machine: {wechat.url}")
    customer = person("jiahe")
    customer.goto("/")
    customer.get_by_role("link", name="微信通知").first.click()
    for words in ("第一步：关注公众号", "已经关注的可以跳过这一步", "第二步：绑定用户名"):
        expect(customer.get_by_text(words)).to_be_visible()
    expect(customer.get_by_alt_text("绑定二维码")).to_be_visible()

    wechat.followers.add(wechat.visitor)
    phone = open_context(**IN_WECHAT).new_page()
    watch.expect(401)
    phone.goto("/wechat/bind/")
    expect(phone.get_by_role("heading", name="绑定微信")).to_be_visible()
    phone.get_by_label("用户名").fill("jiahe")
    phone.get_by_label("密码").fill("falsch")
    phone.get_by_role("button", name="绑定").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    expect(phone.get_by_label("用户名")).to_have_value("jiahe")
    phone.get_by_label("密码").fill(PASSWORD)
    phone.get_by_role("button", name="绑定").click()
    expect(phone.get_by_role("heading", name="绑定成功")).to_be_visible()

    title = f"微信推送 {time.time_ns()}"
    customer.goto("/tickets/new/")
    customer.get_by_label("问题发生产品").select_option(label="金蝶云·星空企业版")
    customer.get_by_label("问题标题").fill(title)
    customer.locator("[contenteditable=true]").first.click()
    customer.keyboard.type("核销应收单的凭证模板未设置")
    customer.get_by_role("button", name="提交问题").click()
    customer.wait_for_url(re.compile(r"/tickets/OD\d+/"))
    consultant = person("guwen")
    consultant.goto("/workbench/tickets/?tab=waiting")
    consultant.get_by_role("link", name=title).first.click()
    pane = consultant.locator("#pane")
    pane.get_by_label("接单说明").fill("马上处理")
    pane.get_by_role("button", name="确认接单").click()
    until(lambda: [m for m in wechat.sent if m["data"]["thing2"]["value"].startswith("微信推送")])
    told = wechat.sent[-1]
    assert (told["touser"], told["template_id"]) == (wechat.visitor, "TPL-ACCEPTED") and told["url"].startswith(base_url + "/tickets/")

    phone.get_by_role("button", name="解除绑定").click()
    phone.locator("dialog[open]").get_by_role("button", name="解除绑定").click()
    expect(phone.get_by_text("这个微信还没有绑定用户名")).to_be_visible()
    customer.goto("/wechat/")
    expect(customer.get_by_text("还没有绑定微信")).to_be_visible()


def told(served: Served, what: str) -> int:
    """How many callbacks of this event the product keeps."""
    with closing(sqlite3.connect(served.data / "shouhou.sqlite3")) as db:
        return int(db.execute("SELECT COUNT(*) FROM wechat_received WHERE dedup LIKE ?", [f"%:{what}:%"]).fetchone()[0])


@pytest.mark.abuse(39)
def test_twenty_at_once_have_one_effect(wechat: WechatServer, live_serve: Served) -> None:
    query, body = wechat.callback(event("oTwenty", "subscribe"))
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: httpx.post(live_serve.url + "/wechat/callback/", params=query, content=body, timeout=20).status_code, range(20)))
    assert set(answers) == {200} and told(live_serve, "oTwenty") == 1


@pytest.mark.abuse(43)
def test_a_locked_database_is_told_in_time_and_the_retry_counts_once(wechat: WechatServer, live_serve: Served) -> None:
    query, body = wechat.callback(event("oLocked", "subscribe"))

    def post() -> int:
        return httpx.post(live_serve.url + "/wechat/callback/", params=query, content=body, timeout=20).status_code

    with closing(sqlite3.connect(live_serve.data / "shouhou.sqlite3", isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert post() == 503
        assert time.monotonic() - began < 5
        db.execute("ROLLBACK")
    assert told(live_serve, "oLocked") == 0
    assert [post(), post()] == [200, 200] and told(live_serve, "oLocked") == 1
