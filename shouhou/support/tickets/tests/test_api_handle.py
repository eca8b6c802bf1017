"""Acceptance, handlings and follow-ups by machine."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.tests.test_api_ask import sent


def at(ticket, verb):
    return f"/api/v1/tickets/{ticket.number}/{verb}"


def test_accept_handle_and_follow_up(cast):
    ticket, day = cast.ask(), str(timezone.localdate() + timedelta(days=3))
    said = sent(cast, cast.guwen, {"note": "收到", "promised_on": day}, address=at(ticket, "acceptance")).json()
    assert (said["state"], said["assignee"], said["promised_on"]) == ("working", "赵顾", day)
    said = sent(cast, cast.jiahe, {"body": "还有一张图"}, address=at(ticket, "follow-ups")).json()
    assert said["entries"][-1]["body"] == "<p>还有一张图</p>"
    handling = {"body": "补录断号凭证", "outcome": "完全处理", "classification": "操作问题"}
    answer = sent(cast, cast.guwen, handling, address=at(ticket, "handlings"))
    assert answer.status_code == 201
    last = answer.json()["entries"][-1]
    assert (last["kind"], last["ordinal"], last["outcome"], last["classification"]) == ("handling", 1, "完全处理", "操作问题")
    assert answer.json()["state"] == "resolved"
    assert sent(cast, cast.guwen, handling, address=at(ticket, "handlings")).status_code == 409


def test_the_second_to_accept_is_too_late(cast):
    ticket = cast.ask()
    assert sent(cast, cast.guwen, {}, address=at(ticket, "acceptance")).status_code == 201
    answer = sent(cast, cast.zhuguan, {}, address=at(ticket, "acceptance"))
    assert answer.status_code == 409 and answer.json()["message"]
    ticket.refresh_from_db()
    assert ticket.assignee == cast.guwen


def test_an_acceptance_sent_again_answers_the_same(cast):
    ticket, key = cast.ask(), {"Idempotency-Key": "a-1"}
    first, again = (sent(cast, cast.guwen, {"note": "收到"}, address=at(ticket, "acceptance"), **key) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert Entry.objects.filter(ticket=ticket, kind="acceptance").count() == 1
    other = cast.ask(title="另一个")
    assert sent(cast, cast.guwen, {"note": "收到"}, address=at(other, "acceptance"), **key).status_code == 409


@pytest.mark.parametrize(("body", "field"), [
    ({"outcome": "完全处理", "body": ""}, "body"), ({"body": "x", "outcome": "没有"}, "outcome"), ({"body": "x", "outcome": ""}, "outcome"), ({"body": "x"},
    "outcome"),
    ({"body": "x", "outcome": "完全处理", "classification": "没有"}, "classification"), ({"body": "x", "outcome": "完全处理", "promised_on": "明天"},
    "promised_on"),
    ({"body": "x", "outcome": "完全处理", "files": ["x"]}, "files"), ({"body": "x", "outcome": "完全处理", "internal": True}, "internal")])
def test_each_field_says_what_is_wrong(cast, body, field):
    ticket = cast.accepted()
    answer = sent(cast, cast.guwen, {"classification": "操作问题", **body}, address=at(ticket, "handlings"))
    assert answer.status_code == 422 and set(answer.json()["fields"]) == {field}
    assert not Entry.objects.filter(ticket=ticket, kind="handling").exists()


@pytest.mark.abuse(46, 71)
def test_the_question_of_another_company_does_not_exist(cast):
    ticket = cast.accepted()
    for verb, body in (("follow-ups", {"body": "x"}), ("acceptance", {}), ("handlings", {"body": "x", "outcome": "完全处理"})):
        answer = sent(cast, cast.yuanfang, body, address=at(ticket, verb))
        assert answer.status_code == (404 if verb == "follow-ups" else 403)
    theirs = sent(cast, cast.yuanfang, {"body": "x"}, address=at(ticket, "follow-ups"))
    nothing = sent(cast, cast.yuanfang, {"body": "x"}, address="/api/v1/tickets/OD999999999/follow-ups")
    assert theirs.content == nothing.content
    assert sent(cast, cast.guwen2, {"body": "x", "outcome": "完全处理"}, address=at(ticket, "handlings")).status_code == 404


@pytest.mark.abuse(71)
def test_a_scope_for_reading_changes_nothing(cast):
    ticket = cast.ask()
    before = Ticket.objects.values().get()
    for scopes in (["tickets.desk", "tickets.read_queue"], ["tickets.handle"], ["tickets.note"]):
        assert sent(cast, cast.guwen, {}, address=at(ticket, "acceptance"), scopes=scopes).status_code == 403
    assert Ticket.objects.values().get() == before


def test_internal_notes_stay_inside(cast):
    ticket = cast.accepted()
    actions.note(ticket, by=cast.guwen, body="<p>内部：客户欠费</p>")
    answer = sent(cast, cast.jiahe, {"body": "在吗"}, address=at(ticket, "follow-ups"))
    assert answer.status_code == 201 and "欠费" not in answer.content.decode()
    assert "欠费" in sent(cast, cast.guwen, {"body": "在"}, address=at(ticket, "follow-ups")).content.decode()
