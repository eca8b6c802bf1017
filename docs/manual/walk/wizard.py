"""An empty installation, from the console's line to the last step of the wizard."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from walk.stage import Stage

SECRET = "清晨泡的第一杯茶"  # noqa: S105 - of an installation that lasts a minute


def installs(stage: Stage, said: str) -> None:
    link = re.search(r"http\S+/setup/\?token=\S+", said)
    assert link, said
    page = stage.visitor()
    page.goto("/")
    stage.shot(page, "setup-code")
    page.goto(link.group())
    page.get_by_label("公司名称").fill("湖北汇吉信息技术有限公司")
    page.get_by_label("简称").fill("汇吉")
    page.get_by_label("平台名称").fill("汇吉云服务平台")
    page.get_by_label("服务中心地址").fill("襄阳市长虹路 1 号")
    page.get_by_label("热线电话").fill("0710-3470000")
    stage.shot(page, "setup-vendor", whole=True)
    page.get_by_role("button", name="下一步：管理员").click()
    page.get_by_label("用户名").fill("laoban")
    page.get_by_label("真实姓名").fill("张总")
    page.get_by_label(re.compile("^密码")).fill(SECRET)
    page.get_by_label("再次输入密码").fill(SECRET)
    stage.shot(page, "setup-administrator")
    page.get_by_role("button", name="下一步：产品与客户").click()
    expect(page.get_by_role("heading", name="安装准备")).to_be_visible()
    stage.shot(page, "setup-finish", whole=True)
