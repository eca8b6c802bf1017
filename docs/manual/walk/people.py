"""What the chapter about registering and the 个人中心 shows."""

from __future__ import annotations

import re

from walk.stage import Stage


def everything(stage: Stage) -> None:
    """A visitor registers, a manager lets him in, the hotline checks a caller, the administrator makes a role."""
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
