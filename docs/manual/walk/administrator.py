"""What the administrator's chapters show: places of the menu, from customers to jobs."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.doubles.wechat import WechatServer
from walk.stage import Stage

OLD = ("编号,标题,内容,客户,时间,类型,状态\n"
       "8841,总账期末结账报错,结账时提示存在未过账凭证,嘉禾实业有限公司,2025-11-03 09:12,应用问题,已解决\n"
       "8842,报表取数与明细不符,资产负债表期末数差 0.01,江城食品股份有限公司,2025-11-04 14:40,数据异常,已解决\n"
       "8843,采购入库单不能审核,提示期间已关闭,嘉禾实业有限公司,2025-13-05,应用问题,已解决\n"
       "8844,打印机不能套打,换电脑后套打位置偏移,曾都医药连锁有限公司,2025-11-06 16:25,环境问题,已解决\n")


def place(stage: Stage, page: Page, name: str, picture: str = "", **how: bool | int) -> None:
    """By the menu to a place, and a picture of it when it has a name."""
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name=name, exact=False).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if picture:
        stage.shot(page, picture, **how)  # type: ignore[arg-type]


def customers(stage: Stage, page: Page) -> None:
    place(stage, page, "客户", "customers")
    page.get_by_role("link", name="新建单位").click()
    page.get_by_label("单位名称").fill("湖北嘉福达再生资源利用有限公司")
    page.get_by_label("简称").fill("嘉福达")
    page.get_by_label("责任顾问").select_option(label=next(
        label for label in page.get_by_label("责任顾问").locator("option").all_inner_texts() if "赖江生" in label))
    page.get_by_label("所属区域").fill("湖北省襄阳市")
    stage.shot(page, "customer-new", whole=True)
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="添加用户").first.click()
    page.get_by_label("用户名").fill("jiafuda")
    page.get_by_label("真实姓名").fill("李工")
    stage.shot(page, "person-new")
    page.get_by_role("button", name="添加用户").click()
    expect(page.locator("#made-password")).to_be_visible()
    stage.shot(page, "person-password")
    page.get_by_role("link", name="已转告，返回").click()
    page.get_by_role("link", name="新增服务合同").click()
    page.locator("[name=name]").fill("年度软件服务")
    page.locator("[name=starts_on]").fill("2026-01-01")
    page.locator("[name=ends_on]").fill("2026-12-31")
    stage.shot(page, "agreement-new")
    page.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="修改产品").click()
    page.get_by_label("金蝶云·星空企业版").check()
    stage.shot(page, "holdings")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="湖北嘉福达再生资源利用有限公司")).to_be_visible()
    page.wait_for_timeout(300)
    stage.shot(page, "customer", whole=True)


def settings(stage: Stage, page: Page) -> None:
    place(stage, page, "产品", "products")
    page.locator("main").get_by_role("link", name="金蝶云·星空企业版").click()
    stage.shot(page, "product")
    place(stage, page, "服务合同", "agreements")
    place(stage, page, "提问表单", "ask-form", whole=True)
    page.goto("/workbench/")
    place(stage, page, "词表", "terms")
    place(stage, page, "人员")
    page.get_by_role("link", name="新建人员").click()
    page.get_by_label("用户名").fill("guwen3")
    page.get_by_label("真实姓名").fill("周婷")
    page.get_by_label("顾问", exact=True).check()
    stage.shot(page, "staff-new", whole=True)
    place(stage, page, "厂商资料", "vendor", whole=True)
    page.locator("details.drop summary").click()
    page.get_by_role("link", name="访问令牌").click()
    page.get_by_label("名称").fill("报表程序")
    page.get_by_label("查看后台任务").check()
    page.get_by_label("查看客户与单位").check()
    page.get_by_role("button", name="生成令牌").click()
    expect(page.locator("#token")).to_be_visible()
    stage.shot(page, "tokens", tallest=900)


def imports(stage: Stage, page: Page) -> None:
    """A table of an older system: upload, mapping with preview, result with what was refused."""
    place(stage, page, "导入表格", "import")
    page.get_by_label("导入内容").select_option(index=0)
    labels = page.get_by_label("导入内容").locator("option").all_inner_texts()
    page.get_by_label("导入内容").select_option(label=next(label for label in labels if "问题" in label))
    page.get_by_label("文件").set_input_files({"name": "旧系统问题单.csv", "mimeType": "text/csv", "buffer": OLD.encode("gb18030")})
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("button", name="开始导入")).to_be_visible()
    page.get_by_label("提交日期", exact=True).select_option(label="时间")
    page.get_by_role("button", name="按新的对应关系预览").click()
    expect(page.locator("table.plain")).to_contain_text("2025-11-03 09:12")
    stage.shot(page, "import-mapping", whole=True)
    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_text("总行数")).to_be_visible()
    expect(page.get_by_text(re.compile("被拒绝的行没有丢|全部导入"))).to_be_visible()
    stage.shot(page, "import-result")
    place(stage, page, "后台任务", "jobs", tallest=900)


def kingdee(stage: Stage, page: Page) -> None:
    """A link for the customer's own Kingdee home page, and what it opens."""
    place(stage, page, "金蝶登录链接")
    page.locator("header, main").get_by_role("link", name="新建链接").first.click()
    page.locator("[name=organization]").select_option(label="嘉禾实业有限公司")
    page.locator("[name=app_id]").fill("jiahe")
    page.locator("[name=username]").fill("jiahe")
    page.get_by_role("button", name="保存").click()
    address = page.locator("#address-1").inner_text()
    stage.shot(page, "kingdee", whole=True)
    visitor = stage.visitor()
    visitor.goto(address)
    expect(visitor.get_by_text("用户名已经与本公司绑定")).to_be_visible()
    stage.shot(visitor, "sign-in-kingdee")


def wechat(stage: Stage, page: Page) -> None:
    """The official account, connected to a double of WeChat's server; then the customer's two steps."""
    with WechatServer() as server:
        place(stage, page, "微信公众号")
        page.locator("summary", has_text="接口地址").click()
        for name, value in (("name", "汇诚信息"), ("appid", server.appid), ("secret", server.secret), ("token", server.token),
                            ("aes_key", server.aes_key), ("api_base", server.url), ("open_base", server.url),
                            ("accepted_template", "TPL-ACCEPTED"), ("resolved_template", "TPL-RESOLVED"), ("other_template", "TPL-OTHER")):
            page.locator(f"form.card [name={name}]").fill(value)
        page.locator("main form.card").get_by_role("button", name="保存").click()
        page.wait_for_load_state()
        page.evaluate("scrollTo(0, 0)")
        stage.shot(page, "wechat", whole=True)
        customer = stage.person("jiahe")
        customer.goto("/")
        customer.get_by_role("navigation", name="主菜单").get_by_role("link", name="微信通知").click()
        stage.shot(customer, "wechat-bind")
        customer.goto("/notices/preferences/")
        stage.shot(customer, "wechat-preferences")


def deliveries(stage: Stage, page: Page) -> None:
    page.goto("/workbench/")
    place(stage, page, "通知记录", "deliveries")


def everything(stage: Stage) -> None:
    page = stage.person("admin")
    page.goto("/workbench/")
    customers(stage, page)
    settings(stage, page)
    imports(stage, page)
    kingdee(stage, page)
    wechat(stage, page)
    deliveries(stage, page)
