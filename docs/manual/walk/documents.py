"""What the chapter about documents shows."""

from __future__ import annotations

from walk.stage import Stage


def everything(stage: Stage) -> None:
    """A customer finds and reads a document; staff upload one and look after the list."""
    page = stage.person("jiahe")
    page.goto("/documents/")
    stage.shot(page, "documents")
    page.get_by_role("link", name="总账期末处理操作流程").click()
    page.locator(".viewer-pages canvas").first.wait_for()
    page.wait_for_timeout(800)
    stage.shot(page, "document-viewer")
    page = stage.person("yuanfang")
    page.goto("/documents/")
    page.get_by_role("link", name="VIP").first.click()
    stage.shot(page, "document-vip")
    page = stage.person("zhishi")
    page.goto("/workbench/documents/")
    stage.shot(page, "documents-desk")
    page.goto("/workbench/documents/new/")
    stage.shot(page, "document-upload")
