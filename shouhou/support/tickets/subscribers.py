"""What the desk tells open pages when something happens to a question."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from shouhou.foundation import live
from shouhou.foundation.events import on
from shouhou.support.tickets import live_topics  # noqa: F401 - declares who may listen
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Ticket
from shouhou.support.tickets.workbench.listing import line_of
from shouhou.support.tickets.workbench.queues import waiting_count
from shouhou.support.tickets.workbench.rows import Line, Writer, line_in_hand

INTERNAL = frozenset({"ticket.noted", "ticket.transferred"})


@on("ticket.asked", "ticket.accepted", "ticket.transferred", "ticket.imported")
def queue_changed(event: Any, ticket: Ticket) -> None:
    """The common queue gained, lost or handed on a question: every open list shows it without asking."""
    if event.data.get("source") not in {"import", "demo"}:
        line = line_in_hand(ticket) if event.verb == "ticket.asked" else None
        transaction.on_commit(lambda: tell_queue(ticket.pk, line), robust=True)


@on("ticket.accepted", "ticket.handled", "ticket.followed_up", "ticket.sent_back", "ticket.transferred", "ticket.noted", "ticket.closed",
    "ticket.reopened")
def question_changed(event: Any, ticket: Ticket) -> None:
    """Who has the question open is told that it changed; the page fetches what its reader may see.

    Customers' pages hear nothing of what is internal, not even that it happened.
    """
    live.publish_on_commit(f"desk.{ticket.pk}", {"changed": True, "by": event.by_id})
    if event.verb not in INTERNAL:
        live.publish_on_commit(f"ticket.{ticket.pk}", {"changed": True})


def tell_queue(ticket_id: int, line: Line | None = None) -> None:
    """Say to `tickets.queue` how many wait, and the line of a question as long as it waits for anybody.

    A question that waits for one consultant is not everybody's to see, so its line is not sent. `line` is the question's when it is
    known already.
    """
    line, count = line or line_of(ticket_id), waiting_count()
    if line is None:
        return
    message: dict[str, Any] = {"id": f"t{ticket_id}", "count": count, "badges": {"waiting": count}}
    if line.state == State.WAITING and line.assignee is None:
        message["html"] = Writer().row(line)
    else:
        message["gone"] = f"t{ticket_id}"
    live.publish("tickets.queue", message)
