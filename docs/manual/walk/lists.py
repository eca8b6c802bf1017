"""What the chapter of lists shows: sorting, groups, the menu of a head, conditions, the box of fields, views, export, changes of many rows,
the sheet of a product."""

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
    tools(stage, stage.person("zhuguan"))
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


def tools(stage: Stage, page: Page) -> None:
    """A view, an export and a change of three questions, as the supervisor does them."""
    page.goto("/workbench/tickets/?tab=all&list=1&group=customer")
    page.locator(".grid-views > summary").click()
    page.locator(".grid-view-form input[name=name]").fill("按客户")
    page.locator(".grid-view-form button").click()
    page.locator(".toast").first.wait_for()
    page.locator(".grid-views > summary").click()
    stage.shot(page, "list-views", view=True)
    page.locator(".grid-export > summary").click()
    page.locator(".grid-export button[value=xlsx]").click()
    page.locator("#export-question").wait_for()
    stage.shot(page, "list-export")
    page.goto("/workbench/tickets/?tab=open&list=1")
    for box in page.locator("td.grid-pick input").all()[:3]:
        box.check()
    page.locator(".grid-bulk > summary").click()
    page.locator(".grid-bulk button:not([name])").click()
    page.locator("select[name=value]").select_option(index=1)
    page.locator("button[name=preview]").click()
    page.get_by_text("修改后会是这样").wait_for()
    stage.shot(page, "list-bulk")
