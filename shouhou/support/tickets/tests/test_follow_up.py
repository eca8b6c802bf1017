"""追问."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Entry


@pytest.mark.requirement("LC-4a-13")
@pytest.mark.parametrize("made", ["ask", "accepted", "resolved"])
def test_a_question_that_is_not_closed_can_be_added_to(cast, made):
    ticket = getattr(cast, made)()
    before = ticket.state
    entry = actions.follow_up(ticket, by=cast.jiahe, body="<p>又试了一次，还是一样</p>")
    ticket.refresh_from_db()
    assert entry.kind == Entry.Kind.FOLLOW_UP and not entry.is_internal
    assert ticket.state == before and ticket.waits_for_staff


def test_a_reply_of_the_staff_waits_for_the_customer(cast):
    ticket = cast.accepted()
    actions.follow_up(ticket, by=cast.guwen, body="请发截图", from_staff=True)
    ticket.refresh_from_db()
    assert not ticket.waits_for_staff


def test_a_closed_question_takes_no_more(cast):
    ticket = cast.resolved()
    actions.close(ticket, by=cast.jiahe)
    with pytest.raises(Refused, match="已关闭"):
        actions.follow_up(ticket, by=cast.jiahe, body="还有")


def test_an_empty_message_is_refused(cast):
    with pytest.raises(Refused) as refused:
        actions.follow_up(cast.ask(), by=cast.jiahe, body="<p> </p>")
    assert list(refused.value.fields) == ["body"]
