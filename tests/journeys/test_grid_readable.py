"""Every list and the main pages, held against the rules of axe-core in light and dark: nothing serious is left for who reads by ear or by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from shouhou.foundation.grid.registry import GRIDS

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LISTS = {
    "/workbench/customers/": "customers", "/workbench/customers/people/": "members", "/workbench/agencies/": "agencies", "/workbench/people/roles/": "grants",
    "/notices/": "notices", "/workbench/courses/": "courses",
    "/workbench/people/": "staff", "/workbench/products/": "products", "/workbench/assets/": "assets",
    "/workbench/agreements/": "agreements", "/workbench/leads/": "leads", "/workbench/applications/": "applications", "/workbench/knowledge/": "articles",
    "/workbench/documents/": "documents", "/workbench/notifications/": "deliveries", "/workbench/jobs/": "jobs", "/workbench/imports/": "imports",
    "/workbench/settings/kingdee/": "kingdee_links", "/workbench/settings/sms/messages/": "sms_messages", "/exports/": "exports",
}
STATES = (
    "/workbench/customers/?group=kind", "/workbench/customers/?c=region~has~%E6%B9%96&c=or~name~has~*", "/workbench/customers/?q=%E6%B2%A1%E6%9C%89%E7%9A%84",
    "/workbench/jobs/?group=state&path=done")
PAGES = ("/workbench/", "/workbench/customers/new/", "/workbench/roles/", "/workbench/health/", "/workbench/regions/", "/workbench/agencies/tree/", "/tokens/",
         "/me/devices/")
DESK = ("/workbench/tickets/?sort=number", "/workbench/tickets/", "/workbench/tickets/ageing/", "/workbench/tickets/?group=state&path=waiting", "/workbench/")
OURS = (
    "/", "/tickets/new/", "/tickets/open/?sort=number", "/tickets/done/", "/assets/", "/knowledge/", "/documents/", "/courses/", "/courses/1/", "/board/",
    "/favourites/", "/footprints/", "/statistics/",
    "/me/devices/")
OF_OTHERS = {"my_tickets", "tickets", "my_assets", "invitations"}
NO_PAGE = {"knowledge_table": "is only ever exported"}
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .filter((one) => ['serious', 'critical'].includes(one.impact))
    .map((one) => one.id + ': ' + one.nodes.slice(0, 4).map((node) => node.target.join(' ') + ' — ' + (node.any[0]?.message || node.all[0]?.message
        || node.html).slice(0, 160)).join(' | '))"""


def wrong(page: Page, address: str) -> list[str]:
    """What a page does that keeps people out, in words."""
    answer = page.goto(address)
    if answer is None or answer.status == 404:
        return [f"{address}: not there"]
    page.evaluate(AXE.read_text("utf-8"))
    return [f"{address} {line}" for line in page.evaluate(RUN)]


@pytest.fixture
def reads(person: Callable[..., Any]) -> Callable[..., tuple[list[str], set[str]]]:
    """Opens addresses in light and dark; what was wrong, and which lists were there."""

    def open_all(who: str, addresses: list[str], **options: Any) -> tuple[list[str], set[str]]:
        found: list[str] = []
        lists: set[str] = set()
        for dark in (False, True):
            page = person(who, dark=dark, **options)
            for address in addresses:
                found += [("dark " if dark else "light ") + line for line in wrong(page, address)]
                lists.update(page.locator("#grid").evaluate_all("all => all.map((one) => one.dataset.grid)"))
        return found, lists

    assert AXE.exists(), "axe-core is installed by bin/assets.py"
    return open_all


@pytest.mark.requirement("X-06")
def test_lists_keep_nobody_out(reads: Callable[..., tuple[list[str], set[str]]]) -> None:
    found, lists = reads("admin", [*LISTS, *STATES])
    assert not found, "\n".join(found)
    assert lists == set(GRIDS) - OF_OTHERS - set(NO_PAGE) - {"repairs", "repairs_indexed"}, "a list that is not looked at here"


def test_the_main_pages_keep_nobody_out(reads: Callable[..., tuple[list[str], set[str]]]) -> None:
    found, _lists = reads("admin", list(PAGES))
    assert not found, "\n".join(found)


def test_the_desk_keeps_nobody_out(reads: Callable[..., tuple[list[str], set[str]]]) -> None:
    found, lists = reads("zhuguan", list(DESK))
    assert not found, "\n".join(found)
    assert "tickets" in lists


def test_pages_of_customers_keep_nobody_out(reads: Callable[..., tuple[list[str], set[str]]]) -> None:
    found, lists = reads("jiahe", list(OURS))
    assert not found, "\n".join(found)
    assert {"my_tickets", "my_assets"} <= lists


def test_the_list_of_a_company_keeps_nobody_out(reads: Callable[..., tuple[list[str], set[str]]]) -> None:
    found, lists = reads("jiahe-boss", ["/company/invitations/"])
    assert not found, "\n".join(found)
    assert "invitations" in lists


def test_a_list_of_cards_keeps_nobody_out(reads: Callable[..., tuple[list[str], set[str]]]) -> None:
    found, _lists = reads("admin", ["/workbench/customers/", "/workbench/customers/?group=kind"], phone=True)
    assert not found, "\n".join(found)
