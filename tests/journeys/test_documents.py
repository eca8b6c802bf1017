"""Manual 001 §8 文档中心: found by keyword and tree, read page by page, kept, downloaded by VIP only; and how staff put one there."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Request, expect

from tests.doubles.papers import pdf
from tests.journeys.steps import Person


@pytest.mark.requirement("LC-8-01", "LC-8-02", "LC-8-04")
def test_a_customer_finds_reads_and_keeps_a_document(person: Person) -> None:
    page = person("jiahe")
    page.goto("/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="文档中心").click()
    heads = page.locator("thead th").all_inner_texts()
    assert [head.strip() for head in heads][:6] == ["文档标题", "产品", "阅读量", "发布日期", "收藏", "下载"]
    page.get_by_placeholder("输入关键字，如功能名、流程名").fill("期末处理")
    page.get_by_role("button", name="搜索").last.click()
    expect(page.locator("td.title").first).to_contain_text("总账期末处理操作流程")
    page.goto("/documents/")
    page.get_by_role("link", name="应收应付", exact=True).click()
    expect(page.locator("td.title").first).to_contain_text("应收应付")
    page.goto("/documents/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.headers.get("range", "")) if _is_paper(request) else None)
    page.get_by_role("link", name="总账期末处理操作流程").click()
    expect(page.get_by_label("页码")).to_have_value("1")
    expect(page.locator(".viewer-pages canvas").first).to_be_visible()
    assert asked, "the viewer asks for the paper"
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_label("页码")).to_have_value("2")
    if page.get_by_role("button", name="取消收藏", exact=True).count():
        page.get_by_role("button", name="取消收藏", exact=True).click()
    page.get_by_role("button", name="收藏", exact=True).click()
    expect(page.get_by_role("button", name="取消收藏", exact=True)).to_be_visible()
    page.goto("/favourites/")
    expect(page.get_by_role("link", name="总账期末处理操作流程")).to_be_visible()
    page.goto("/footprints/")
    expect(page.get_by_role("link", name="总账期末处理操作流程").first).to_be_visible()


def _is_paper(request: Request) -> bool:
    return "/documents/" in request.url and request.resource_type in {"fetch", "xhr"}


@pytest.mark.requirement("LC-8-03")
def test_only_vip_may_download_and_the_others_are_told_why(person: Person) -> None:
    vip = person("jiahe")
    vip.goto("/documents/")
    with vip.expect_download() as coming:
        vip.locator("tr", has_text="库存盘点操作手册").get_by_role("button", name="下载").click()
    assert coming.value.suggested_filename == "库存盘点操作手册.pdf"
    other = person("yuanfang")
    other.goto("/documents/")
    line = other.locator("tr", has_text="系统登录与权限设置说明")
    expect(line.get_by_role("button", name="下载")).to_have_count(0)
    line.get_by_role("link", name="VIP").click()
    expect(other.get_by_text("贵单位目前没有 VIP 服务协议")).to_be_visible()
    other.get_by_role("link", name="在线查看").click()
    expect(other.locator(".viewer-pages canvas").first).to_be_visible()


@pytest.mark.requirement("LC-8-01", "LC-8-02")
def test_staff_upload_a_document_and_publish_it(person: Person) -> None:
    title = f"旅程手册 {uuid4().hex[:6]}"
    page = person("zhishi")
    page.goto("/workbench/documents/")
    page.get_by_role("link", name="上传文档").click()
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="选择文件").click()
    chosen.value.set_files({"name": f"{title}.pdf", "mimeType": "application/pdf", "buffer": pdf((f"{title}\n第一步：登录。",))})
    expect(page.get_by_role("button", name=f"移除 {title}.pdf")).to_be_visible()
    page.get_by_label("分类").select_option(index=1)
    page.get_by_role("button", name="上传并发布").click()
    expect(page.get_by_text("已上传 1 个文档")).to_be_visible()
    reader = person("jiahe")
    reader.goto("/documents/")
    reader.get_by_role("link", name=title).click()
    expect(reader.locator(".viewer-pages canvas").first).to_be_visible()
