"""提问: the verb behind page, API and import."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouhou.foundation.access import Refused
from shouhou.foundation.events import timeline
from shouhou.support.tickets import actions
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.writing import one_line, plain_line


@pytest.mark.requirement("HJ-2-09", "HJ-2-08")
def test_numbers_count_up_and_a_new_question_waits(cast):
    first, second = cast.ask(), cast.ask()
    assert (first.number, second.number) == ("OD000000001", "OD000000002")
    assert first.state == State.WAITING and first.is_open
    assert [e.verb for e in timeline(first)] == ["ticket.asked"]


@pytest.mark.requirement("HJ-2-09")
def test_a_refused_question_takes_no_number(cast):
    with pytest.raises(Refused):
        cast.ask(title=" ")
    assert cast.ask().number == "OD000000001"


@pytest.mark.requirement("HJ-2-02", "HJ-2-03", "HJ-2-04", "HJ-2-05", "HJ-2-06")
@pytest.mark.parametrize(("field", "value"), [
    ("title", "  "), ("title", "长" * 201), ("description", ""), ("description", "<p>&nbsp;</p>"), ("contact_name", ""), ("contact_phone", ""),
    ("contact_phone", "12345"), ("contact_phone", "1380013800"), ("product", None)])
def test_what_is_missing_or_wrong_is_said_beside_its_field(cast, field, value):
    with pytest.raises(Refused) as refused:
        cast.ask(**{field: value})
    assert list(refused.value.fields) == [field]
    assert not Ticket.objects.exists()


@pytest.mark.requirement("LC-4a-12")
def test_a_module_or_version_of_another_product_is_refused(cast):
    for field, value in (("module", cast.module), ("version", cast.version)):
        with pytest.raises(Refused) as refused:
            cast.ask(product=cast.product2, **{field: value})
        assert list(refused.value.fields) == [field]


def test_the_description_is_cleaned(cast):
    ticket = cast.ask(description='<p onclick="x()">看<script>alert(1)</script><img src="https://evil.example/x.png"></p>')
    assert "script" not in ticket.description and "onclick" not in ticket.description and "evil" not in ticket.description


@given(text=st.text())
@settings(max_examples=60)
def test_a_line_has_nothing_that_cannot_be_read(text):
    line = plain_line(text)
    assert line.isprintable() or not line
    assert "\0" not in line and "\n" not in line
    assert one_line(text, field="title", limit=10**6) == " ".join(line.split())


@given(title=st.text(min_size=1, max_size=200).filter(lambda t: plain_line(t).strip()))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_every_title_people_can_type_is_kept(cast, title):
    ticket = cast.ask(title=title)
    assert Ticket.objects.get(pk=ticket.pk).title == " ".join(plain_line(title).split())


@pytest.mark.requirement("LC-4a-13")
def test_the_whole_way_of_a_question(cast):
    ticket = cast.resolved()
    actions.send_back(ticket, by=cast.jiahe, reason="还是不行")
    actions.handle(ticket, by=cast.guwen, body="已补丁", outcome=cast.term("outcome", "完全处理"))
    actions.close(ticket, by=cast.jiahe)
    assert [e.verb for e in timeline(ticket)] == [
        "ticket.asked", "ticket.accepted", "ticket.handled", "ticket.resolved", "ticket.sent_back", "ticket.handled", "ticket.resolved",
        "ticket.closed"]
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED and ticket.handling_count == 2
