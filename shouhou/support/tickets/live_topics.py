"""Who may listen to what of questions."""

from __future__ import annotations

from typing import Any

from shouhou.foundation import live
from shouhou.foundation.access import can
from shouhou.foundation.kit.text import number_in
from shouhou.support.tickets.models import Ticket


@live.topic("tickets.queue")
def queue(user: Any, rest: str) -> bool:
    """The common queue, for those who may read it."""
    return rest == "" and can(user, "tickets.desk") and (can(user, "tickets.read_queue") or can(user, "tickets.read_all"))


@live.topic("desk")
def desk(user: Any, rest: str) -> bool:
    """`desk.<id>`: the same and what only colleagues may know of it, such as that a note was written."""
    return can(user, "tickets.desk") and question(user, rest)


@live.topic("ticket")
def question(user: Any, rest: str) -> bool:
    """`ticket.<id>`: one question, for those who may see it."""
    return Ticket.objects.visible_to(user).filter(pk=number_in(rest) or 0).exists()
