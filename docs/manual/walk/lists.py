"""What the chapter of lists shows: sorting, groups, the menu of a head, conditions, the box of fields, the sheet of a product."""

from __future__ import annotations

from playwright.sync_api import Page

from walk.stage import Stage


def lists(stage: Stage) -> None:
    page = stage.person("admin")
    page.goto("/workbench/customers/?sort=name")
    page.locator("#grid thead th[data-key=region]").click(button="right")
    stage.shot(page, "list-menu", view=True)
    page.keyboard.press("Escape")
    page.goto("/workbench/customers/?group=kind,region&open=customer")
    stage.shot(page, "list-groups")
    conditions(stage, page)
    page.goto("/workbench/customers/?sort=name")
    page.locator("[data-grid-chooser]").click()
    stage.shot(page, "list-fields", view=True)
    page.goto("/workbench/products/")
    page.locator("td.title a").first.click()
    page.locator("#modules input[type=text]").nth(1).click()
    page.keyboard.press("Control+f")
    stage.shot(page, "sheet")


def conditions(stage: Stage, page: Page) -> None:
    page.goto("/workbench/customers/?c=region~has~湖北*市&c=or~people~ge~2&sort=name")
    page.locator(".grid-builder > summary").click()
    stage.shot(page, "list-conditions", view=True)
