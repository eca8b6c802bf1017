"""确认解决 and its undo."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused
from shouhou.support.tickets import actions
from shouhou.support.tickets.lifecycle import State


@pytest.mark.requirement("LC-4a-13")
def test_a_finished_question_comes_to_rest(cast):
    ticket = cast.resolved()
    actions.close(ticket, by=cast.jiahe)
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED and ticket.closed_at is not None and ticket.resolved_at is not None


@pytest.mark.parametrize("made", ["ask", "accepted"])
def test_a_question_nobody_has_answered_cannot_be_closed(cast, made):
    with pytest.raises(Refused):
        actions.close(getattr(cast, made)(), by=cast.jiahe)


def test_the_second_of_two_closures_is_refused(cast):
    ticket = cast.resolved()
    actions.close(ticket, by=cast.jiahe)
    with pytest.raises(Refused, match="已关闭"):
        actions.close(ticket, by=cast.jiahe)


def test_a_closure_can_be_undone(cast):
    ticket = cast.resolved()
    actions.close(ticket, by=None)
    actions.reopen(ticket, by=cast.zhuguan, reason="客户来电，问题重现")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.closed_at, ticket.resolved_at, ticket.assignee) == (State.WORKING, None, None, cast.guwen)
