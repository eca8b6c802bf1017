"""Manual 000 §1.2: from outside both the user name and the password are typed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.watching import Watch


@pytest.mark.requirement("HJ-1.2-02", "HJ-1.2-03", "HJ-1.2-05", "LC-0b-01", "LC-1b-01")
def test_a_customer_signs_in_from_outside(page: Page, sign_in: Callable[..., Page]) -> None:
    page.goto("/")
    assert "/login" in page.url
    expect(page.get_by_text("实施顾问")).to_be_visible()
    username = page.get_by_label("用户名", exact=False).first
    expect(username).to_be_editable()
    sign_in(page, "jiahe")
    expect(page.get_by_text("嘉禾实业").first).to_be_visible()


def test_the_menu_leads_everywhere_and_out(page: Page, sign_in: Callable[..., Page]) -> None:
    sign_in(page, "jiahe")
    for name in ("我的工作台", "我要提问", "正在处理", "处理完成", "服务统计"):
        expect(page.get_by_role("link", name=name).first).to_be_visible()


def test_a_wrong_password_is_told_and_the_name_stays(page: Page, sign_in: Callable[..., Page], watch: Watch) -> None:
    watch.expect(400, 401, 403, 422, 429)
    sign_in(page, "rexian", "falsches-passwort")
    assert "/login" in page.url
    expect(page.get_by_label("用户名", exact=False).first).to_have_value("rexian")
    expect(page.get_by_role("alert").first).to_be_visible()


@pytest.fixture
def colleague(person: Callable[..., Page]) -> tuple[str, str]:
    """A new user of 嘉禾, made by the administrator: user name and one-time password as they are handed over."""
    page = person("admin")
    page.goto("/workbench/customers/?q=jiahe")
    page.get_by_role("link", name="嘉禾实业").first.click()
    page.get_by_role("link", name="添加用户").first.click()
    name = f"neu{time.time_ns()}"
    page.get_by_label("用户名").fill(name)
    page.get_by_label("真实姓名").fill("新同事")
    page.get_by_role("button", name="添加用户").click()
    return name, page.locator("#made-password").inner_text()


@pytest.mark.requirement("HJ-1.2-10", "HJ-1.2-13")
def test_assigned_password_is_changed_and_the_avatar_leads_to_changing_it(
        colleague: tuple[str, str], page: Page, sign_in: Callable[..., Page], watch: Watch) -> None:
    name, password = colleague
    sign_in(page, name, password)
    for number, new in enumerate(("绿水青山长在我心", "三月的风吹过麦田")):
        if number:
            page.locator("header summary").click()
            page.get_by_role("link", name="密码修改").click()
        page.get_by_label("原密码").fill(password)
        page.get_by_label(re.compile("^新密码")).fill(new)
        page.get_by_label("再次输入新密码").fill(new)
        page.get_by_role("button", name="修改密码").click()
        expect(page.get_by_text("密码已修改").first).to_be_visible()
        password = new
    page.get_by_role("button", name="退出系统").first.click()
    page.wait_for_url("**/login")
    sign_in(page, name, password)
    assert "/login" not in page.url


@pytest.mark.requirement("HJ-1.2-03", "HJ-1.2-04")
def test_company_manager_looks_up_a_name_and_resets_the_password(colleague: tuple[str, str], person: Callable[..., Page]) -> None:
    page = person("jiahe-boss")
    page.goto("/company/")
    row = page.get_by_role("row").filter(has_text=colleague[0])
    expect(row).to_be_visible()
    row.get_by_role("button", name="重置密码").click()
    page.locator("dialog[open]").get_by_role("button", name="重置密码").click()
    expect(page.get_by_text("密码已重置").first).to_be_visible()
    assert page.locator("#made-password").inner_text() != colleague[1]


@pytest.mark.requirement("HJ-1.2-04")
def test_consultant_looks_up_a_name_and_resets_the_password(colleague: tuple[str, str], person: Callable[..., Page]) -> None:
    page = person("guwen", phone=True)
    page.goto("/workbench/customers/?q=嘉禾")
    page.get_by_role("link", name="嘉禾实业").first.click()
    row = page.get_by_role("row").filter(has_text=colleague[0])
    row.get_by_role("button", name="重置密码").click()
    page.locator("dialog[open]").get_by_role("button", name="重置密码").click()
    expect(page.locator("#made-password")).to_be_visible()
