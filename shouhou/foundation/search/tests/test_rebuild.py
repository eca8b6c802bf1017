"""The index anew from what the rooms have, and text that wants to be more than text."""

from __future__ import annotations

import json

import pytest

from shouhou.foundation import jobs, search
from shouhou.foundation.accounts.models import User
from shouhou.foundation.search import kinds, rebuilding
from shouhou.foundation.search.models import Document
from shouhou.foundation.search.tokens import of_query
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def tried():
    kinds.CODES["tried"] = 15
    yield
    kinds.CODES.pop("tried", None)
    rebuilding.SOURCES.pop("tried", None)


def found(query: str) -> set[int]:
    return set(search.matching(User.objects.all(), "tried", query).values_list("pk", flat=True))


def test_what_is_gone_is_forgotten_and_what_is_missing_is_found(tried):
    ids = [User.objects.create(username=f"u{n}", username_key=f"u{n}", name="x").pk for n in range(7)]
    for pk in ids:
        search.index("tried", pk, f"旧的 {pk}")
    kept = [(pk, f"新的 {pk}") for pk in ids[1:6] if pk != ids[3]]
    search.source("tried")(lambda after: [one for one in kept if one[0] > after][:2])
    assert search.rebuild("tried") == 4
    assert found("新的") == {pk for pk, _ in kept} and not found("旧的")
    assert Document.objects.count() == 4
    search.source("tried")(lambda after: [])
    assert search.rebuild("tried") == 0 and not Document.objects.exists()


def test_other_kinds_stay(tried):
    pk = User.objects.create(username="u", username_key="u", name="x").pk
    search.index("tried", pk, "蓝屏")
    search.source("tried")(lambda after: [] if after else [(pk, "蓝屏")])
    search.index("ticket", pk, "别的")
    search.rebuild("tried")
    assert Document.objects.count() == 2


def test_questions_are_found_again_after_the_index_was_lost(cast):
    ticket, other = cast.accepted(), cast.ask(title="报表打不开", description="<p>空白</p>")
    actions.note(ticket, by=cast.guwen, body="<p>客户欠费</p>")
    before = list(Document.objects.order_by("id").values_list("id", "tokens"))
    for kind, pk in (("ticket", ticket.pk), ("ticket.note", ticket.pk), ("ticket", other.pk)):
        search.forget(kind, pk)
    assert not Document.objects.exists()
    jobs.enqueue("search.rebuild", {})
    jobs.work_off()
    assert list(Document.objects.order_by("id").values_list("id", "tokens")) == before
    assert list(search.matching(Ticket.objects.all(), "ticket.note", "欠费")) == [ticket]
    assert list(search.matching(Ticket.objects.all(), "ticket", "报表")) == [other]
    assert not search.matching(Ticket.objects.all(), "ticket", "欠费").exists()


@pytest.mark.abuse(92, 93)
def test_naughty_strings_are_indexed_and_asked_for(tried, shared):
    pk = User.objects.create(username="u", username_key="u", name="x").pk
    for text in json.loads((shared / "data/text/blns.json").read_text(encoding="utf-8")):
        search.index("tried", pk, text)
        assert found(text) == ({pk} if of_query(text) else set())
    search.index("tried", pk, "x\x00y \ud800 凭证")
    assert found("凭证") == {pk}


def test_a_long_document_is_searched_to_its_end_of_words(tried):
    pk = User.objects.create(username="u", username_key="u", name="x").pk
    search.index("tried", pk, "甲乙 " * 20_000 + "末尾")
    assert found("末") == {pk} and found("甲乙") == {pk}


def test_words_just_written_are_found_before_and_after_they_are_sorted_in(cast):
    ticket = cast.ask(title="二维码打印机卡纸")
    for _ in range(2):
        assert list(search.matching(Ticket.objects.all(), "ticket", "二维码打印机")) == [ticket]
        jobs.enqueue("search.settle", {})
        jobs.work_off()
    assert jobs.Job.objects.filter(name="search.settle", state="done").count() == 2
