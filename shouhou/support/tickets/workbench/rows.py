"""One line of a list of the desk, written in Python: a page shows fifty of them, and each cell through a template tag would cost
more than finding the questions does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from html import escape
from typing import Any, NamedTuple

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shouhou.foundation.prepared import planned
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.foundation.ui.markup.times import ago_words, due, exact
from shouhou.support.tickets.lifecycle import OPEN, State
from shouhou.support.tickets.models import Ticket

COLUMNS = ("id", "number", "title", "state", "promised_on", "created_at", "waits_for_staff", "handling_count", "company", "product__name",
           "kind__label", "urgency__label", "urgency__meaning", "assignee__name")
ADDRESS = "/workbench/tickets/"
LONGEST_TITLE = 72
FRESH = timedelta(days=2)
"""The browser keeps younger times right."""


class Line(NamedTuple):
    """What a line shows, in the order of COLUMNS."""

    id: int
    number: str
    title: str
    state: str
    promised_on: date | None
    created_at: datetime
    waits_for_staff: bool
    handling_count: int
    company: str
    product: str | None
    kind: str | None
    urgency: str | None
    urgency_meaning: str | None
    assignee: str | None


def lines(rows: QuerySet[Any]) -> list[Line]:
    """Fetch what the lines show: one statement, no model objects."""
    short = Coalesce(NullIf("organization__short_name", Value("")), "organization__name")
    return list(map(Line._make, planned(rows.annotate(company=short).values_list(*COLUMNS))))


def line_in_hand(ticket: Ticket) -> Line:
    """The line of a question that was just filed, from what the verb holds already: nothing is fetched for it."""
    company, urgency, assignee = ticket.organization, ticket.urgency, ticket.assignee
    return Line(ticket.pk, ticket.number, ticket.title, ticket.state, ticket.promised_on, ticket.created_at, ticket.waits_for_staff,
                ticket.handling_count, company.short_name or company.name, ticket.product.name if ticket.product else None,
                ticket.kind.label if ticket.kind else None, urgency.label if urgency else None, urgency.meaning if urgency else None,
                assignee.name if assignee else None)


def shortened(title: str) -> str:
    """A title as long as a line shows at most; its question shows it whole."""
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"


class Writer:
    """Writes lines; keeps the words that many lines share for as long as one page lasts."""

    def __init__(self, now: datetime | None = None) -> None:
        self.now = now or timezone.now()
        self.today = timezone.localdate(self.now)
        self.states = {s.value: state_badge(s.value, s.label) for s in State}
        self.promises: dict[tuple[date | None, bool], str] = {}
        self.asked_again = f' <span class="state state-amber">{escape(_("待回应"))}</span>'

    def rows(self, found: Iterable[Line]) -> SafeString:
        """The lines as `<tr>`s."""
        return mark_safe("".join(map(self.row, found)))  # noqa: S308 - every text is escaped below

    def row(self, line: Line) -> str:
        is_open = line.state in OPEN
        late = is_open and line.promised_on is not None and line.promised_on < self.today
        href = ADDRESS + escape(line.number) + "/"
        waits = self.asked_again if line.waits_for_staff and line.handling_count and line.state == State.WORKING else ""
        return (
            f'<tr id="t{line.id}"{" class=late" if late else ""}><td><a href="{href}">{escape(line.number)}</a>'
            f'<td class="title"><a href="{href}">{escape(shortened(line.title))}</a>{waits}'
            f'<td class="who">{escape(line.company)}<td class="cut">{escape(line.product or "")}<td>{escape(line.kind or "")}'
            f'<td>{self._urgency(line)}<td class="state-cell">{self.states.get(line.state, line.state)}'
            f'<td>{escape(line.assignee or "")}<td>{self._promise(line.promised_on, is_open)}<td class="time">{self._ago(line.created_at)}')

    def _urgency(self, line: Line) -> str:
        if line.urgency and line.urgency_meaning in {"red", "amber"}:
            return state_badge(line.urgency_meaning, line.urgency)
        return escape(line.urgency or "")

    def _promise(self, day: date | None, is_open: bool) -> str:
        if day is None:
            return ""
        found = self.promises.get((day, is_open))
        if found is None:
            found = self.promises[day, is_open] = due(day, now=self.now, done=not is_open)
        return found

    def _ago(self, moment: datetime) -> str:
        if self.now - moment > FRESH:
            return f'<time title="{exact(moment)}">{ago_words(moment, self.now)}</time>'
        return (f'<time data-ago datetime="{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" title="{exact(moment)}">'
                f"{escape(ago_words(moment, self.now))}</time>")
