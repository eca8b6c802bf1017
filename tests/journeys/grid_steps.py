"""Steps of the journeys through a list: its heads, its cells, a hand that drags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

Person = Callable[..., Page]
LIST = "/workbench/customers/"
NAMES = ["重庆单氏物流有限公司", "嘉禾实业有限公司", "江城食品股份有限公司", "远方重工机械有限公司", "曾都医药连锁有限公司"]
FIVE = f"c=name~in~{'|'.join(NAMES)}"
"""Five companies of the demo, whoever else came there meanwhile."""


def head(page: Page, key: str) -> Locator:
    return page.locator(f"#grid thead th[data-key={key}]")


def heads(page: Page) -> list[str]:
    return page.locator("#grid thead th[data-key]").evaluate_all("all => all.map((th) => th.dataset.key)")


def cells(page: Page, key: str) -> list[str]:
    return page.locator(f"#grid tbody td[data-key={key}]").all_inner_texts()


def opened(person: Person, address: str = f"?{FIVE}&sort=name", **options: Any) -> Page:
    page = person("admin", **options)
    page.goto(LIST + address)
    expect(page.locator("#grid [data-grid-table][role]")).to_be_visible()
    return page


def drag(page: Page, from_: Locator, to: Locator, *, at: float = 0.5) -> None:
    """By the mouse, in steps, as a hand does it; `at`: how far across the target."""
    start, end = from_.bounding_box(), to.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + min(30, start["width"] / 3), start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] - 4, steps=3)
    page.mouse.move(end["x"] + end["width"] * at, end["y"] + end["height"] / 2, steps=6)
    page.mouse.up()


def menu(page: Page, key: str, word: str) -> None:
    head(page, key).click(button="right")
    page.locator(".grid-menu .drop-item").filter(has_text=word).click()
