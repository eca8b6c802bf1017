"""Manual 002, 服务识别码 and 产品注册, in the browser: a serial number is looked up and registered, the code opens what the agreement gives,
and who has none is shown the way to an agency."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

Person = Callable[..., Page]


def listed(staff: Page) -> str:
    """A serial number of the vendor's that nobody has registered."""
    serial = f"XK-8200-{uuid4().hex[:8].upper()}"
    staff.goto("/workbench/assets/new/")
    staff.get_by_label("产品", exact=False).first.select_option(label="金蝶云·星空企业版")
    staff.get_by_label("序列号", exact=False).last.fill(serial)
    staff.get_by_role("button", name="保存").click()
    expect(staff.get_by_role("link", name=serial)).to_be_visible()
    return serial


@pytest.mark.requirement("YY-1-02", "YY-2-04", "YY-2-02", "YY-2-03")
def test_from_the_box_to_the_hotline(person: Person, page: Page) -> None:
    serial = listed(person("admin"))

    page.goto("/genuine/")
    page.get_by_label("序列号", exact=False).fill(serial.lower())
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("您查询的是正版产品")).to_be_visible()
    expect(page.get_by_text("未注册")).to_be_visible()

    customer = person("jiahe-boss")
    customer.goto("/")
    customer.get_by_role("navigation", name="主菜单").get_by_role("link", name="产品注册").click()
    customer.get_by_label("产品序列号", exact=False).fill(serial)
    customer.get_by_role("button", name="下一步").click()
    expect(customer.get_by_text("第 2 步")).to_be_visible()
    customer.get_by_label("安装地点").fill("襄阳总部")
    customer.get_by_role("button", name="完成注册").click()
    expect(customer.get_by_text("注册成功")).to_be_visible()
    code, pin = customer.locator("#made-code").inner_text(), customer.locator("#made-pin").inner_text()
    assert re.fullmatch(r"\d{8,}", code) and re.fullmatch(r"\d{6,}", pin)
    customer.goto("/service-codes/")
    expect(customer.get_by_text(code)).to_be_visible()
    expect(customer.get_by_text(pin)).to_have_count(0)

    agent = person("rexian")
    agent.goto("/workbench/service-codes/verification/")
    agent.get_by_label("服务识别码", exact=False).fill(code)
    agent.get_by_label("密码", exact=False).fill(pin)
    agent.get_by_role("button", name="核验").click()
    expect(agent.get_by_text("识别码和密码正确")).to_be_visible()
    agent.get_by_role("main").get_by_role("link", name="嘉禾实业有限公司").click()
    expect(agent.get_by_role("heading", name="嘉禾实业有限公司")).to_be_visible()
    expect(agent.get_by_text(serial)).to_be_visible()
    expect(agent.get_by_text(code)).to_have_count(0)


@pytest.mark.requirement("YY-1-02")
def test_one_serial_number_is_registered_once(person: Person, watch: object) -> None:
    watch.expect(422)  # type: ignore[attr-defined]
    page = person("yuanfang")
    page.goto("/products/registration/")
    page.get_by_label("产品序列号", exact=False).fill("XK-8200-2026-0117")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("一个序列号只能注册一次")).to_be_visible()
    expect(page.get_by_label("产品序列号", exact=False)).to_have_value("XK-8200-2026-0117")


@pytest.mark.requirement("YY-1-03", "YY-2-08")
def test_the_companys_administrator_sets_the_pin_and_only_there_it_is_shown(person: Person) -> None:
    page = person("jiahe-boss", phone=True)
    page.goto("/service-codes/")
    page.get_by_role("button", name="重设密码").first.click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("密码只显示这一次")).to_be_visible()
    pin = page.locator("#made-pin").inner_text()
    page.get_by_role("link", name="已记下，返回").click()
    expect(page.get_by_text(pin)).to_have_count(0)
    colleague = person("jiahe")
    colleague.goto("/service-codes/")
    expect(colleague.get_by_text("请向本单位管理员查询").first).to_be_visible()
    expect(colleague.get_by_role("button", name="重设密码")).to_have_count(0)


@pytest.mark.requirement("YY-2-07", "YY-2-10")
def test_without_a_code_the_nearest_agency_calls(page: Page, person: Person) -> None:
    company = f"旅程公司{uuid4().hex[:6]}"
    page.goto("/service-codes/help/")
    page.get_by_role("link", name="联系授权服务机构").click()
    for label, text in (("姓名", "李工"), ("公司名称", company), ("联系电话", "13800138000"), ("产品版本号", "NC 6.5"), ("所在地区", "山东省临沂市")):
        page.get_by_label(label, exact=False).fill(text)
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("鲁南服务有限公司 会尽快与您联系")).to_be_visible()
    staff = person("rexian")
    staff.goto("/workbench/leads/")
    staff.get_by_role("link", name=company).click()
    staff.get_by_label("联系结果", exact=False).fill("已约周三上门")
    staff.get_by_role("button", name="已联系").click()
    expect(staff.get_by_text("已约周三上门")).to_be_visible()
