"""The questions as a grid: the desk's and the customers'."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouhou.support.tickets.models import Ticket
from tests.cast import Cast

DESK = "/workbench/tickets/"


def has(page: Any, ticket: Ticket, grid: str = "tickets") -> bool:
    return f'id="row-{grid}-{ticket.pk}"' in page.content.decode()


@pytest.mark.requirement("HX-3.1.3-01")
def test_wildcards_conditions_and_groups_answer_over_a_queue(cast: Cast) -> None:
    waiting, working, done = cast.ask(title="总账月末结账失败"), cast.accepted(title="报表取数为零"), cast.resolved(title="总账年结")
    browser = cast.client(cast.zhuguan)
    page = browser.get(DESK + "?tab=open&q=总*账")
    assert has(page, waiting) and not has(page, working) and not has(page, done)
    page = browser.get(DESK, {"tab": "all", "c": [f"number~has~*{working.number[-3:]}", "or~title~has~年结"]})
    assert has(page, working) and has(page, done) and not has(page, waiting)
    page = browser.get(DESK + "?tab=all&group=state,consultant").content.decode()
    assert "已完成" in page or "处理完成" in page
    assert "排序结构树" in page
    assert browser.get(DESK + "?tab=all&c=secret~has~x").status_code == 400


def test_what_older_addresses_say_narrows_the_grid_too(cast: Cast) -> None:
    one, other = cast.accepted(title="甲"), cast.ask(title="乙")
    browser = cast.client(cast.zhuguan)
    for query, found in ((f"tab=all&product={cast.product.pk}", {one, other}), ("tab=mine", set()), ("tab=waiting", {other}),
                         (f"tab=open&consultant={cast.guwen.pk}", {one}), ("tab=all&state=working", {one}), ("tab=done&state=working", set())):
        page = browser.get(f"{DESK}?{query}&sort=title")
        assert {t for t in (one, other) if has(page, t)} == found, query
        assert f'tab={query.partition("tab=")[2].partition("&")[0]}' in page.content.decode()


def test_the_grid_shows_nobody_more_than_the_queue(cast: Cast) -> None:
    hidden, own = cast.accepted(cast.yuanfang, consultant=cast.guwen2, title="别家"), cast.accepted(title="自家")
    page = cast.client(cast.guwen).get(DESK + "?tab=all&sort=number")
    assert has(page, own) and not has(page, hidden)
    page = cast.client(cast.jiahe).get("/tickets/?list=1")
    assert has(page, own, "my_tickets") and not has(page, hidden, "my_tickets")
    assert cast.client(cast.jiahe).get(DESK + "?sort=number").status_code == 403


@pytest.mark.requirement("X-06")
def test_the_portal_lists_sort_and_ask(cast: Cast) -> None:
    open_one, done_one = cast.accepted(title="甲问题"), cast.resolved(title="乙问题")
    browser = cast.client(cast.jiahe)
    page = browser.get("/tickets/open/?sort=title")
    assert has(page, open_one, "my_tickets") and not has(page, done_one, "my_tickets")
    page = browser.get("/tickets/done/?q=乙*题")
    assert has(page, done_one, "my_tickets") and not has(page, open_one, "my_tickets")
    assert 'type="checkbox" data-pick-all' not in page.content.decode(), "nothing is changed in many rows by a customer"
    assert "数据窗口" in browser.get("/tickets/open/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_plain_queue_asks_no_more_than_before(cast: Cast) -> None:
    cast.accepted()
    browser = cast.client(cast.zhuguan)
    browser.get(DESK + "?tab=open")
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(DESK + "?tab=open").content.decode()
    assert not [q["sql"] for q in asked if "grid_view" in q["sql"]]
    assert 'data-live="tickets.queue"' in page and "&amp;sort=customer" in page
