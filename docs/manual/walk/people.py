"""What the chapter about registering and the 个人中心 shows."""

from __future__ import annotations

import re

from tests.doubles.sms import SmsGateway
from walk.stage import Stage


def everything(stage: Stage) -> None:
    """A visitor registers, a manager lets him in, the hotline checks a caller, the administrator makes a role; then short messages are
    connected, a password is found back by telephone, a colleague is invited, and the terms have a new version."""
    page = stage.visitor()
    page.goto("/register/")
    page.get_by_label("用户名").fill("zhangyue")
    page.get_by_label("真实姓名").fill("张悦")
    page.get_by_label("单位名称").fill("江城食品股份有限公司")
    page.get_by_label("邮箱").fill("zhangyue@jiangcheng.example")
    page.get_by_label("联系电话").fill("13971230000")
    page.get_by_label("使用产品").select_option(index=1)
    stage.shot(page, "register")
    page = stage.person("jiangcheng")
    page.goto("/me/")
    stage.shot(page, "centre")
    page = stage.person("zhuguan")
    page.goto("/workbench/applications/")
    stage.shot(page, "applications")
    page = stage.person("rexian")
    page.goto("/workbench/recovery/?q=jiahe")
    page.get_by_role("link", name=re.compile("王敏")).click()
    stage.shot(page, "caller")
    page = stage.person("admin")
    page.goto("/workbench/settings/registration/")
    stage.shot(page, "registration-settings")
    page.goto("/workbench/roles/new/?from=hotline")
    stage.shot(page, "role")
    with SmsGateway() as sms:
        by_telephone(stage, sms)
    invites(stage)
    terms(stage)


def by_telephone(stage: Stage, sms: SmsGateway) -> None:
    """设置 → 短信, connected to a double of the gateway; then 手机号找回密码."""
    page = stage.person("admin")
    page.goto("/workbench/settings/sms/")
    page.get_by_text("接口地址（一般不用改）").click()
    for field, value in sms.facts().items():
        page.locator(f"#id_{field}").fill(str(value))
    page.get_by_role("button", name="保存").click()
    page.get_by_text("短信已保存").first.wait_for()
    for number, fault in (("13971230001", ""), ("13971230002", "isv.MOBILE_NUMBER_ILLEGAL")):
        if fault:
            sms.fail(fault)
        page.get_by_label("手机号").fill(number)
        page.get_by_role("button", name="发送测试短信").click()
        page.wait_for_load_state()
    page.goto("/workbench/settings/sms/messages/")
    stage.shot(page, "sms-messages")
    page.goto("/workbench/settings/sms/")
    page.evaluate("() => { for (const one of document.querySelectorAll('details')) one.open = false; }")
    page.locator("#id_access_key").fill("LTAI5tExample0000000")
    stage.shot(page, "sms-settings", whole=True)
    visitor = stage.visitor()
    visitor.goto("/recovery/")
    stage.shot(visitor, "recovery")
    visitor.get_by_label("登记的手机号").fill("13907101234")
    visitor.get_by_role("button", name="获取验证码").click()
    visitor.get_by_label("短信验证码").wait_for()
    stage.shot(visitor, "recovery-code")
    page.goto("/workbench/settings/sms/")
    page.get_by_role("button", name="断开短信").click()
    page.locator("dialog[open]").get_by_role("button", name="断开").click()
    page.get_by_text("短信已断开").first.wait_for()


def invites(stage: Stage) -> None:
    """邀请同事: the list, and what the colleague sees."""
    page = stage.person("jiahe-boss")
    for address, name in (("lin@jiahe.example", "林小明"), ("zhou@jiahe.example", "周倩")):
        page.goto("/company/invitations/new/")
        page.get_by_label("同事的邮箱或手机号").fill(address)
        page.get_by_label("同事姓名").fill(name)
        page.get_by_role("button", name="发送邀请").click()
        page.wait_for_load_state()
    page.goto("/company/invitations/")
    stage.shot(page, "invitations")
    page.goto("/company/invitations/new/")
    page.get_by_label("邀请方式").select_option("link")
    page.get_by_role("button", name="发送邀请").click()
    link = page.locator("#invitation-link").inner_text()
    visitor = stage.visitor(phone=True)
    visitor.goto("/invitation/" + link.rstrip("/").rsplit("/", 1)[1] + "/")
    visitor.get_by_label("用户名").fill("linxiaoming")
    stage.shot(visitor, "invitation", tallest=844)


def terms(stage: Stage) -> None:
    """A new version of the terms at the door."""
    page = stage.person("admin")
    page.goto("/workbench/settings/registration/")
    page.get_by_role("button", name="发布现在的版本，请每个人重新同意").click()
    page.locator("dialog[open]").get_by_role("button", name="发布").click()
    page.get_by_text("现在的条款就是已发布的版本").wait_for()
    visitor = stage.visitor()
    visitor.goto("/login")
    stage.sign_in(visitor, "jiangcheng")
    stage.shot(visitor, "consent")
