"""Nothing is forgotten: reminders, escalation, closing, with a clock of our own."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs.declaring import RECURRENCES
from shouhou.registry.organizations.models import Vendor
from shouhou.support.tickets import actions, jobs, reminding
from shouhou.support.tickets.lifecycle import State
from tests.cast import Cast


def at(days: int, hour: int = 9) -> datetime:
    """A time `days` from today."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=days), datetime.min.time())) + timedelta(hours=hour)


def told(verb: str) -> list[str]:
    return list(Event.objects.filter(verb=verb).order_by("id").values_list("subject", flat=True))


@pytest.mark.requirement("HJ-0-02")
def test_the_consultant_is_reminded_on_the_day_and_once_a_day(cast: Cast) -> None:
    ticket = cast.accepted()  # promised in two days
    assert reminding.remind(at(1)) == 0
    assert reminding.remind(at(2)) == 1
    assert reminding.remind(at(2, 15)) == 0
    assert reminding.remind(at(3)) == 1
    assert told("ticket.overdue") == [f"ticket:{ticket.pk}"] * 2
    event = Event.objects.filter(verb="ticket.overdue").last()
    assert event is not None and event.data["days"] == 1 and event.data["assignee"] == cast.guwen.pk


@pytest.mark.requirement("HJ-0-02")
def test_supervisors_are_told_when_it_stays_undone(cast: Cast) -> None:
    Vendor.objects.update(escalate_days=3)
    ticket = cast.accepted()
    assert reminding.escalate(at(4)) == 0
    assert reminding.escalate(at(5)) == 1
    assert reminding.escalate(at(5, 18)) == 0
    assert reminding.escalate(at(6)) == 1
    assert told("ticket.escalated") == [f"ticket:{ticket.pk}"] * 2


def test_a_handling_since_the_promise_or_a_new_promise_ends_it(cast: Cast) -> None:
    handled, renewed, waiting = cast.accepted(), cast.accepted(), cast.ask()
    part = cast.term("outcome", "部分处理")
    actions.handle(handled, by=cast.guwen, body="<p>做了一半</p>", outcome=part, at=at(2, 8))
    actions.handle(renewed, by=cast.guwen, body="<p>再等等</p>", outcome=part, promised_on=timezone.localdate() + timedelta(days=9))
    assert reminding.remind(at(3)) == 0
    assert reminding.escalate(at(6)) == 0
    assert reminding.remind(at(9)) == 1
    assert told("ticket.overdue") == [f"ticket:{renewed.pk}"]
    assert waiting.state == State.WAITING


def test_what_is_finished_is_closed_when_nobody_answers(cast: Cast) -> None:
    quiet, asked = cast.resolved(), cast.resolved()
    assert reminding.close_finished(at(6)) == 0
    actions.follow_up(asked, by=cast.jiahe, body="<p>还有一点</p>")
    assert reminding.close_finished(at(8)) == 1
    quiet.refresh_from_db()
    asked.refresh_from_db()
    assert (quiet.state, asked.state) == (State.CLOSED, State.RESOLVED)
    page = cast.client(cast.guwen).get(f"/workbench/tickets/{quiet.number}/").content.decode()
    assert "到期自动关闭" in page


def test_the_schedule_knows_them(cast: Cast) -> None:
    assert {"tickets.remind", "tickets.remind_again", "tickets.close_finished"} <= set(RECURRENCES)
    assert jobs.remind({}, None) == {"reminded": 0, "escalated": 0}  # type: ignore[arg-type]
    assert jobs.remind_again({}, None) == {"reminded": 0}  # type: ignore[arg-type]
    assert jobs.close_finished({}, None) == {"closed": 0}  # type: ignore[arg-type]
