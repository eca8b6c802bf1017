"""A new question reaches open pages without their asking."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shouhou.foundation.live.hub import HUB, LARGEST
from shouhou.foundation.live.policy import may_listen
from shouhou.support.tickets import actions
from tests.cast import Cast


class Said:
    """What was said since this began."""

    def __init__(self) -> None:
        self.mark = HUB.mark

    def on(self, topic: str) -> list[dict[str, Any]]:
        return [json.loads(one.text) for one in HUB.since(self.mark, {topic})[0]]


@pytest.mark.requirement("HJ-2-07")
def test_a_new_question_is_pushed_as_a_line(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    said = Said()
    with django_capture_on_commit_callbacks(execute=True):
        ticket = cast.ask(title="<b>急</b> 凭证打不开")
    [message] = said.on("tickets.queue")
    assert message["count"] == 1 and message["id"] == f"t{ticket.pk}"
    assert ticket.number in message["html"] and "&lt;b&gt;急" in message["html"] and "嘉禾" in message["html"]
    assert len(json.dumps(message, ensure_ascii=False).encode()) < LARGEST


def test_the_longest_line_fits(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    said = Said()
    with django_capture_on_commit_callbacks(execute=True):
        cast.ask(title="龘" * 200, contact_name="名" * 60)
    assert len(said.on("tickets.queue")) == 1


def test_once_accepted_it_leaves_and_its_page_hears(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    ticket, said = cast.ask(), Said()
    with django_capture_on_commit_callbacks(execute=True):
        actions.accept(ticket, by=cast.guwen)
    [message] = said.on("tickets.queue")
    assert message["gone"] == f"t{ticket.pk}" and message["count"] == 0 and "html" not in message
    assert [m["changed"] for m in said.on(f"ticket.{ticket.pk}")] == [True]


def test_one_that_waits_for_one_consultant_is_not_shown_to_all(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    ticket, said = cast.ask(), Said()
    with django_capture_on_commit_callbacks(execute=True):
        actions.transfer(ticket, by=cast.zhuguan, to=cast.guwen2, reason="他熟悉")
    [message] = said.on("tickets.queue")
    assert "html" not in message and message["gone"] == f"t{ticket.pk}" and message["count"] == 1


def test_who_may_listen(cast: Cast) -> None:
    ticket, hidden = cast.ask(), cast.accepted(cast.yuanfang, consultant=cast.guwen2)
    may_hear = {"guwen": True, "rexian": True, "zhuguan": True, "shenji": True, "jiahe": False, "jiahe_boss": False, "admin": False, "caiwu": False}
    for name, may in may_hear.items():
        assert may_listen(getattr(cast, name), "tickets.queue") is may, name
    assert not may_listen(cast.guwen, "tickets.queue.x") and not may_listen(cast.guwen, "ticket.abc") and not may_listen(cast.guwen, "ticket")
    assert may_listen(cast.guwen, f"ticket.{ticket.pk}") and not may_listen(cast.guwen, f"ticket.{hidden.pk}")
    assert may_listen(cast.jiahe, f"ticket.{ticket.pk}") and not may_listen(cast.yuanfang, f"ticket.{ticket.pk}")


def test_an_import_is_not_told_line_by_line(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    said = Said()
    with django_capture_on_commit_callbacks(execute=True):
        cast.ask(source="import")
    assert said.on("tickets.queue") == []


def test_telling_of_a_new_question_costs_one_statement(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        cast.ask()
    with CaptureQueriesContext(connection) as told:
        for callback in callbacks:
            callback()
    assert len([q for q in told if "tickets_ticket" in q["sql"]]) == 1
