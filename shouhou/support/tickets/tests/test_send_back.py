"""未解决退回."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.support.tickets import actions
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Entry


@pytest.mark.requirement("LC-4a-13")
def test_a_finished_question_goes_back_to_its_consultant_and_counts_on(cast):
    ticket = cast.resolved()
    entry = actions.send_back(ticket, by=cast.jiahe, reason="还是报错")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee, ticket.resolved_at) == (State.WORKING, cast.guwen, None)
    assert entry.kind == Entry.Kind.RETURN and ticket.waits_for_staff
    again = actions.handle(ticket, by=cast.guwen, body="再处理", outcome=cast.term("outcome", "完全处理"))
    assert again.ordinal == 2


@pytest.mark.parametrize("made", ["ask", "accepted"])
def test_only_a_finished_question_can_be_sent_back(cast, made):
    with pytest.raises(Refused):
        actions.send_back(getattr(cast, made)(), by=cast.jiahe, reason="还没好")


def test_it_wants_to_know_what_is_still_wrong(cast):
    with pytest.raises(Refused) as refused:
        actions.send_back(cast.resolved(), by=cast.jiahe, reason="")
    assert list(refused.value.fields) == ["reason"]
