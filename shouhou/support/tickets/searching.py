"""What of a question is searched: for everybody who may see it, and what only the desk may read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as word

from shouhou.foundation import search
from shouhou.foundation.kit.text import plain_text
from shouhou.support.tickets.models import Entry, Ticket

search.declare("ticket", 1, word("问题单"))
search.declare("ticket.note", 2, word("问题单的内部备注"))

AT_ONCE = 200
"""Questions indexed in one transaction when the index is written anew."""


def documents(tickets: Iterable[Ticket]) -> Iterator[tuple[str, int, str]]:
    """(kind, id, text) of these questions: what customers may read and, apart from it, internal notes."""
    found = list(tickets)
    said: dict[int, list[tuple[str, bool]]] = {ticket.pk: [] for ticket in found}
    rows = Entry.objects.filter(ticket__in=list(said)).exclude(body="").order_by("id")
    for ticket_id, body, is_internal in rows.values_list("ticket_id", "body", "is_internal"):
        said[ticket_id].append((plain_text(body), is_internal))
    for ticket in found:
        public = [ticket.number, ticket.title, plain_text(ticket.description), *(text for text, internal in said[ticket.pk] if not internal)]
        yield "ticket", ticket.pk, "\n".join(public)
        if notes := [text for text, internal in said[ticket.pk] if internal]:
            yield "ticket.note", ticket.pk, "\n".join(notes)


def _next(kind: str, rows: QuerySet[Ticket], after: int) -> list[tuple[int, str]]:
    """The documents of the next questions, which stay locked until the caller's transaction ends."""
    found = rows.filter(pk__gt=after).select_for_update(of=("self",)).order_by("pk").only("number", "title", "description")[:AT_ONCE]
    return [(pk, text) for this, pk, text in documents(found) if this == kind]


@search.source("ticket")
def public_texts(after: int) -> list[tuple[int, str]]:
    """Questions as their customers may read them."""
    return _next("ticket", Ticket.objects.all(), after)


@search.source("ticket.note")
def notes(after: int) -> list[tuple[int, str]]:
    """The internal notes of questions that have some."""
    noted = Entry.objects.filter(is_internal=True).exclude(body="").values("ticket")
    return _next("ticket.note", Ticket.objects.filter(pk__in=noted), after)
