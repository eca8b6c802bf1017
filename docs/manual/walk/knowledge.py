"""What the chapter about knowledge and public questions shows."""

from __future__ import annotations

from walk.stage import Stage


def everything(stage: Stage) -> None:
    """A customer searches, reads and looks at public questions; an editor and a reviewer keep the knowledge base."""
    page = stage.person("jiahe")
    page.goto("/knowledge/")
    stage.shot(page, "knowledge")
    page.goto("/knowledge/?q=月末结账")
    stage.shot(page, "knowledge-found")
    page.locator("td.title a").first.click()
    stage.shot(page, "knowledge-article")
    page.goto("/board/?tab=hot")
    stage.shot(page, "board")
    page.goto("/footprints/")
    stage.shot(page, "footprints")
    page = stage.person("zhishi")
    page.goto("/workbench/knowledge/")
    stage.shot(page, "articles")
    page.goto("/workbench/knowledge/new/")
    stage.shot(page, "article-form")
    page.goto("/workbench/knowledge/categories/")
    stage.shot(page, "article-categories")
    page.goto("/workbench/knowledge/transfers/")
    stage.shot(page, "article-transfers")
    page = stage.person("zhuguan")
    page.goto("/workbench/knowledge/effect/")
    stage.shot(page, "knowledge-effect")
