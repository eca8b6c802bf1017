"""How many questions are open: the number beside 我的服务."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Subquery

from shouhou.foundation.accounts.models import User
from shouhou.support.tickets.models import Ticket

MOST = 1000
"""The menu shows 999+ beyond; counting stops here."""


class Counted(Subquery):
    """The number of rows of a query, as one value inside another statement."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"


def _open(user: User) -> QuerySet[Any]:
    return Ticket.objects.visible_to(user).open().order_by().values("pk")[:MOST]


def with_open_count(rows: QuerySet[Any], user: User) -> QuerySet[Any]:
    """Let a list bring the number of open questions along, so that the menu needs no statement of its own."""
    return rows.annotate(open_questions=Counted(_open(user)))


def remember(rows: list[Any], user: User) -> None:
    """Keep the number that `with_open_count` brought for the rest of the request."""
    if rows:
        user.__dict__["_open_questions"] = rows[0].open_questions


def open_questions(user: User) -> int:
    """The open questions this person may see, counted once a request, at most `MOST`."""
    if "_open_questions" not in user.__dict__:
        user.__dict__["_open_questions"] = _open(user).count()
    return int(user.__dict__["_open_questions"])
