"""接单: on the page and as a verb."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.foundation.events import timeline
from shouhou.support.tickets import actions
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Entry
from tests.cast import Cast


def address(ticket: Any, noun: str) -> str:
    return f"/workbench/tickets/{ticket.number}/{noun}/"


@pytest.mark.requirement("HJ-3-09", "HJ-3-06")
def test_a_consultant_accepts_with_words_and_a_date(cast: Cast) -> None:
    ticket, browser = cast.ask(), cast.client(cast.guwen)
    today = timezone.localdate()
    page = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert "接单说明" in page and f'value="{today}"' in page
    answer = browser.post(address(ticket, "acceptance"), {
        "accept-note": "已收到\n先看日志", "accept-promised_on": str(today + timedelta(days=1)), "_key": "k1"})
    assert answer.status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee, ticket.promised_on) == (State.WORKING, cast.guwen, today + timedelta(days=1))
    entry = Entry.objects.get(ticket=ticket)
    assert entry.kind == Entry.Kind.ACCEPTANCE and entry.author == cast.guwen and "先看日志" in entry.body
    assert timeline(ticket).last().verb == "ticket.accepted"
    page = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert "已接单" in page and "【接单说明】" in page and str(today + timedelta(days=1)) in page


def test_sent_twice_it_is_accepted_once(cast: Cast) -> None:
    ticket, browser = cast.ask(), cast.client(cast.guwen)
    sent = {"accept-note": "好", "accept-promised_on": str(timezone.localdate()), "_key": "same"}
    assert [browser.post(address(ticket, "acceptance"), sent).status_code for _ in range(2)] == [302, 302]
    assert Entry.objects.filter(ticket=ticket).count() == 1


def test_the_second_consultant_is_told_who_has_it(cast: Cast) -> None:
    ticket = cast.ask()
    actions.accept(ticket, by=cast.guwen2)
    sent = {"accept-note": "我来", "accept-promised_on": str(timezone.localdate()), "_key": "k"}
    answer = cast.client(cast.guwen).post(address(ticket, "acceptance"), sent)
    assert answer.status_code == 409
    assert "已由钱问接单" in answer.content.decode()


def test_a_day_in_the_past_is_refused_beside_its_field_and_the_words_stay(cast: Cast) -> None:
    ticket = cast.ask()
    for day, words in ((str(timezone.localdate() - timedelta(days=1)), "预计处理日期应当是今天"), ("abc", "请填写日期"), ("", "请选择日期")):
        answer = cast.client(cast.guwen).post(address(ticket, "acceptance"), {"accept-note": "写了很多字", "accept-promised_on": day})
        page = answer.content.decode()
        assert answer.status_code == 422 and words in page and "写了很多字" in page
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING


def test_without_the_right_and_without_the_question_nothing_happens(cast: Cast) -> None:
    ticket = cast.ask()
    sent = {"accept-promised_on": str(timezone.localdate())}
    for user, status in ((cast.rexian, 403), (cast.shenji, 403), (cast.admin, 403), (cast.jiahe, 403)):
        assert cast.client(user).post(address(ticket, "acceptance"), sent).status_code == status, user.username
    assert cast.client(cast.guwen).get(address(ticket, "acceptance")).status_code == 405
    elsewhere = cast.accepted(cast.yuanfang, consultant=cast.guwen2)
    assert cast.client(cast.guwen).post(address(elsewhere, "acceptance"), sent).status_code == 404
    ticket.refresh_from_db()
    assert ticket.state == State.WAITING


def test_one_that_was_handed_to_a_colleague_waits_for_that_colleague(cast: Cast) -> None:
    ticket = cast.ask()
    actions.transfer(ticket, by=cast.zhuguan, to=cast.guwen2, reason="他熟悉")
    with pytest.raises(Refused, match="已指派给钱问"):
        actions.accept(ticket, by=cast.guwen)
    actions.accept(ticket, by=cast.guwen2)
