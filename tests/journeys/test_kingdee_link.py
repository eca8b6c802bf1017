"""Manual 000 §1.1: from the card on 金蝶云·星空's home page to a sign-in page with the company's user name in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.house_server import PASSWORD, Served
from tests.journeys.watching import Watch

SECRET = "a-secret-that-kingdee-gave"
DATA_CENTRE = "61cd78fbc6aa78"


def made_link(page: Page, *, scheme: str, app_id: str) -> None:
    """An administrator makes 嘉禾实业 a link by the settings page; afterwards the page of the link is open."""
    page.goto("/workbench/settings/kingdee/")
    page.get_by_role("link", name="新建链接").first.click()
    page.get_by_label("客户").select_option(label=page.locator("#id_organization option", has_text="嘉禾实业").inner_text())
    page.get_by_label("签名方式").select_option(scheme)
    page.get_by_label("应用 ID").fill(app_id)
    page.get_by_label("应用密钥").fill(SECRET)
    page.get_by_label("数据中心 ID").fill(DATA_CENTRE)
    page.get_by_label("默认用户名").fill("jiahe")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已保存").first).to_be_visible()


def ud(app_id: str) -> str:
    """What a plug-in on Kingdee's side sends along: format V4, signed now (written from Kingdee's article, without our code)."""
    stamp = str(int(time.time()))
    signed = hashlib.sha256("".join(sorted([DATA_CENTRE, "zhangsan", app_id, SECRET, stamp])).encode()).hexdigest()
    return base64.b64encode(json.dumps({"dbid": DATA_CENTRE, "username": "zhangsan", "appid": app_id, "signeddata": signed, "timestamp": stamp,
                                        "lcid": 2052, "origintype": "SimPas", "entryrole": "", "formid": "", "formtype": "", "pkid": "",
                                        "otherargs": "|{'permitcount':'1'}", "openmode": "Win"}).encode()).decode()


@pytest.mark.requirement("HJ-1.1-01", "HJ-1.1-02", "HJ-1.1-03", "HJ-1.1-04")
@pytest.mark.abuse(32, 34)
def test_from_the_card_to_the_home_page(person: Callable[..., Page], page: Page, open_context: Callable[..., BrowserContext], sign_in: Callable[..., Page],
                                        watch: Watch) -> None:
    admin = person("admin")
    made_link(admin, scheme="own", app_id=f"card-{time.time_ns()}")
    assert SECRET not in admin.content()
    address = admin.locator("#address-1").inner_text()

    page.goto(address)
    page.wait_for_url("**/login")
    username = page.get_by_label("用户名", exact=False).first
    expect(username).to_have_value("jiahe")
    expect(username).not_to_be_editable()
    page.get_by_label(re.compile("密码")).first.fill("falsch")
    watch.expect(401)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.get_by_label("用户名", exact=False).first).not_to_be_editable()
    page.evaluate("""() => { const name = document.querySelector("[name=username]"); name.readOnly = false; name.disabled = false; name.value = "yuanfang" }""")
    page.get_by_label(re.compile("密码")).first.fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("嘉禾实业").first).to_be_visible()
    expect(page.get_by_text("远方重工")).to_have_count(0)

    other = sign_in(open_context().new_page(), "yuanfang")
    expect(other.get_by_text("远方重工").first).to_be_visible()
    other.goto(address)
    other.wait_for_url("**/login")
    expect(other.get_by_label("用户名", exact=False).first).to_have_value("jiahe")

    stranger = open_context().new_page()
    stranger.goto(address.replace("user=jiahe", "user=jiahe-boss"))
    expect(stranger.get_by_text("登录链接无效或已过期")).to_be_visible()
    stranger.get_by_role("link", name="输入用户名和密码登录").click()
    expect(stranger.get_by_label("用户名", exact=False).first).to_be_editable()

    admin.get_by_role("button", name="停用链接").click()
    expect(admin.get_by_text("链接已停用").first).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_text("登录链接无效或已过期")).to_be_visible()


@pytest.mark.requirement("HJ-1.1-03")
@pytest.mark.abuse(27)
def test_of_fifty_clicks_on_one_signature_one_counts(person: Callable[..., Page], live_serve: Served) -> None:
    app_id = f"plugin-{time.time_ns()}"
    made_link(person("admin"), scheme="k3-sha256", app_id=app_id)
    query = {"ud": ud(app_id)}
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: httpx.get(live_serve.url + "/sso/k3", params=query, timeout=60), range(50)))
    assert sorted(a.status_code for a in answers) == [302] + [401] * 49
    assert [a.headers["Location"] for a in answers if a.status_code == 302] == ["/login"]
    assert sum("sessionid" in a.headers.get("Set-Cookie", "") for a in answers) <= 1, "whoever was refused got no session"
