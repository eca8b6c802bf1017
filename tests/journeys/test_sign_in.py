"""Manual 000 §1.2: from outside both the user name and the password are typed."""

from __future__ import annotations

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
