"""The queues of the desk and how their pages are found: flat in the number of questions.

What a consultant may see is an OR (the common queue, the own questions, those of the own companies), and a tab is often two
states. A database answers such a condition by reading everything that meets it, or by walking all questions by time. So the
page is found in two steps of one statement: branches that each walk one index for at most a page, and `visible_to` over what
they found. Branches only ever narrow: who may see a question is decided by `visible_to` alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shouhou.foundation import search
from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.prepared import planning
from shouhou.support.tickets.lifecycle import DONE, OPEN, State

KINDS = ("ticket", "ticket.note")
"""What a search at the desk reads: what customers read too, and internal notes."""
MOST = 1000
"""Counting stops here; pages show 999+."""
COMPANIES = "SELECT id FROM organizations_organization WHERE consultant_id = %s"


@dataclass(frozen=True, slots=True)
class Tab:
    """One queue: the states in it; `is_mine` only the reader's own, `is_overdue` those past 预计处理, the oldest promise first."""

    key: str
    label: Any
    states: tuple[str, ...] = ()
    is_mine: bool = False
    is_overdue: bool = False


TABS = {tab.key: tab for tab in (
    Tab("waiting", _("待接单"), (State.WAITING.value,)),
    Tab("mine", _("我的处理"), tuple(s.value for s in OPEN), is_mine=True),
    Tab("overdue", _("已超期"), (State.WORKING.value,), is_overdue=True),
    Tab("open", _("全部未完成"), tuple(s.value for s in OPEN)),
    Tab("done", _("处理完成"), tuple(s.value for s in DONE)),
    Tab("all", _("全部")),
)}


@dataclass(slots=True)
class Place:
    """Where a page begins: after (or, going back, before) this value of the sort column and this id."""

    value: datetime | date
    id: int
    is_back: bool = False


@dataclass(slots=True)
class Branches:
    """The statement that finds the ids of a page: branches of SQL that give (id, place), with their parameters.

    Each branch gives at most a page in order; the first page of all together is cut before anything else of a question is read.
    """

    order: str
    size: int

    texts: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)

    def add(self, text: str, params: list[Any]) -> None:
        self.texts.append(text)
        self.params += params

    def expression(self) -> RawSQL:
        if len(self.texts) == 1:
            text = f"SELECT id FROM ({self.texts[0]}) u"  # noqa: S608
        else:
            text = f"SELECT id FROM ({' UNION '.join(self.texts)}) u ORDER BY place {self.order}, id {self.order} LIMIT {self.size}"  # noqa: S608
        return RawSQL(text, self.params)  # noqa: S611 - text is written here, values are parameters


def has_queue_scope(user: User) -> bool:
    """Whether what this person sees is the consultant's part: the queue, the own ones, the own companies'."""
    return not can(user, "tickets.read_all") and can(user, "tickets.read_queue") and not can(user, "tickets.read_own")


def page_ids(user: User, tab: Tab, *, size: int, place: Place | None, filters: dict[str, int], states: tuple[str, ...]) -> RawSQL | None:
    """The ids of a page as a subquery, at most `size` from each branch; None where branches would not help.

    `filters` are column → id (assignee_id, organization_id, product_id, kind_id, urgency_id); `states` narrows the tab's.
    """
    if not (can(user, "tickets.read_all") or has_queue_scope(user)):
        return None
    is_scoped = has_queue_scope(user)
    sort = "promised_on" if tab.is_overdue else "created_at"
    tail, tail_params = _tail(sort, place, size, ascending=tab.is_overdue)
    found = Branches(tail.way, size)
    driver = "" if tab.is_mine else next((c for c in ("assignee_id", "organization_id") if c in filters), "")
    rest = [f"+t.{column} = %s" for column in filters if column != driver]
    rest_params: list[Any] = [value for column, value in filters.items() if column != driver]
    if tab.is_overdue:
        rest.insert(0, "t.promised_on < %s")
        rest_params.insert(0, _day(timezone.localdate()))
    seen = f"(+t.assignee_id IS NULL OR +t.assignee_id = %s OR +t.organization_id IN ({COMPANIES}))"

    def walk(first: list[str], params: list[Any], *, check: bool, every_state: bool = False) -> None:
        """A branch for each state (the index is by state), or one for all where the index does without.

        The order names every column of ticket_by_assignee, or PostgreSQL, to which IS NULL is no equality, would sort instead.
        """
        lead = f"t.assignee_id {tail.way}, t.state {tail.way}, " if first and "assignee_id" in first[0] else ""
        for state in states or (tuple(s.value for s in State) if every_state else ("",)):
            wheres = [*first, *([f"t.state = '{state}'"] if state else []), *rest, *([seen] if check else []), *tail.wheres]
            inner = f"SELECT t.id, t.{sort} AS place FROM tickets_ticket t WHERE {' AND '.join(wheres) or '1 = 1'} {tail.order(lead)}"  # noqa: S608
            found.add(f"SELECT id, place FROM ({inner}) b{len(found.texts)}",  # noqa: S608
                      [*params, *rest_params, *([user.pk, user.pk] if check else []), *tail_params])

    if tab.is_mine:
        walk(["t.assignee_id = %s"], [user.pk], check=False, every_state=True)
    elif driver:
        walk([f"t.{driver} = %s"], [filters[driver]], check=is_scoped, every_state=driver == "assignee_id")
    elif tab.is_overdue or not is_scoped:
        walk([], [], check=is_scoped)
    else:
        walk(["t.assignee_id IS NULL"], [], check=False, every_state=True)
        walk(["t.assignee_id = %s"], [user.pk], check=False, every_state=True)
        for state in states or ("",):
            _of_companies(found, user, [*([f"t.state = '{state}'"] if state else []), *rest], rest_params, tail, tail_params)
    return found.expression()


def word_ids(user: User, tab: Tab, words: str, *, size: int, place: Place | None, filters: dict[str, int], states: tuple[str, ...]) -> RawSQL | None:
    """The ids of a page of a search, the last filed first; None where the plain question must be asked."""
    if not (can(user, "tickets.read_all") or has_queue_scope(user)):
        return None
    wheres, params = [f"t.{column} = %s" for column in filters], list[Any](filters.values())
    if states:
        wheres.append(f"t.state IN ({', '.join(repr(str(state)) for state in states)})")
    if tab.is_mine:
        wheres.append("t.assignee_id = %s")
        params.append(user.pk)
    if tab.is_overdue:
        wheres.append("t.promised_on < %s")
        params.append(_day(timezone.localdate()))
    if has_queue_scope(user):
        wheres.append(f"(t.assignee_id IS NULL OR t.assignee_id = %s OR t.organization_id IN ({COMPANIES}))")
        params += [user.pk, user.pk]
    return search.newest_ids("tickets_ticket", KINDS, words, wheres=wheres, params=params, size=size, beyond=place.id if place else None,
                             is_back=bool(place and place.is_back))


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a branch: where its page begins, in which order, how many."""

    wheres: list[str]
    sort: str
    way: str
    size: int

    def order(self, lead: str = "") -> str:
        return f"ORDER BY {lead}t.{self.sort} {self.way}, t.id {self.way} LIMIT {self.size}"


def _tail(sort: str, place: Place | None, size: int, *, ascending: bool) -> tuple[Tail, list[Any]]:
    upward = ascending != bool(place and place.is_back)
    way = "ASC" if upward else "DESC"
    if place is None:
        return Tail([], sort, way, size), []
    value = _moment(place.value) if isinstance(place.value, datetime) else _day(place.value)
    return Tail([f"(t.{sort}, t.id) {'>' if upward else '<'} (%s, %s)"], sort, way, size), [value, place.id]


def _of_companies(found: Branches, user: User, wheres: list[str], params: list[Any], tail: Tail, tail_params: list[Any]) -> None:
    """A page of each company this person is responsible for.

    SQLite has no LATERAL: there each company's page comes as one JSON array of time and id, written together.
    """
    rest = f"FROM tickets_ticket t WHERE {' AND '.join(['t.organization_id = o.id', *wheres, *tail.wheres])} {tail.order()}"
    if connection.vendor == "sqlite":
        text = ("SELECT CAST(substr(j.value, -20) AS INTEGER) AS id, substr(j.value, 1, length(j.value) - 21) AS place "  # noqa: S608
                "FROM organizations_organization o, json_each((SELECT json_group_array(k) FROM "
                f"(SELECT t.created_at || printf('|%%020d', t.id) AS k {rest}))) j WHERE o.consultant_id = %s")
    else:
        text = (f"SELECT x.id, x.place FROM organizations_organization o CROSS JOIN LATERAL (SELECT t.id, t.created_at AS place {rest}) x "  # noqa: S608
                "WHERE o.consultant_id = %s")
    found.add(text, [*params, *tail_params, user.pk])


def _moment(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _day(value: date) -> Any:
    return connection.ops.adapt_datefield_value(value)


def narrowed(rows: QuerySet[Any], tab: Tab, user: User, states: tuple[str, ...]) -> QuerySet[Any]:
    """What belongs into a tab, said plainly: for searches, and what the branches are tested against."""
    if states:
        rows = rows.filter(state__in=states)
    if tab.is_mine:
        rows = rows.filter(assignee=user)
    return rows.filter(promised_on__lt=timezone.localdate()) if tab.is_overdue else rows


def counts(user: Any) -> dict[str, int]:
    """How many questions wait, are the reader's own, are overdue: each at most MOST, in one statement once a request."""
    found: dict[str, int] | None = user.__dict__.get("_desk_counts")
    if found is None:
        found = user.__dict__["_desk_counts"] = _counted(user)
    return found


def _counted(user: User) -> dict[str, int]:
    today = _day(timezone.localdate())
    waiting = "SELECT 1 FROM tickets_ticket t WHERE t.state = 'waiting'"
    overdue = "SELECT 1 FROM tickets_ticket t WHERE t.state = 'working' AND t.promised_on < %s"
    if has_queue_scope(user):
        waiting = (
            "SELECT 1 FROM tickets_ticket t WHERE t.assignee_id IS NULL AND t.state = 'waiting' UNION ALL "  # noqa: S608
            "SELECT 1 FROM tickets_ticket t WHERE t.assignee_id = %s AND t.state = 'waiting' UNION ALL "
            f"SELECT 1 FROM tickets_ticket t WHERE t.state = 'waiting' AND t.organization_id IN ({COMPANIES}) AND +t.assignee_id <> %s")
        overdue += f" AND (+t.assignee_id = %s OR +t.assignee_id IS NULL OR +t.organization_id IN ({COMPANIES}))"
        params = [user.pk, user.pk, user.pk, user.pk, today, user.pk, user.pk]
    elif can(user, "tickets.read_all"):
        params = [user.pk, today]
    else:
        return {"waiting": 0, "mine": 0, "overdue": 0}
    mine = "SELECT 1 FROM tickets_ticket t WHERE t.assignee_id = %s AND t.state IN ('waiting', 'working')"
    text = ", ".join(f"(SELECT COUNT(*) FROM ({part} LIMIT {MOST}) c{n})" for n, part in enumerate((waiting, mine, overdue)))  # noqa: S608
    with planning() as cursor:
        cursor.execute(f"SELECT {text}", params)
        return dict(zip(("waiting", "mine", "overdue"), cursor.fetchone(), strict=True))


def badge(key: str) -> Callable[[Any], int | None]:
    """The count of one queue for the menu."""
    return lambda user: counts(user)[key] if can(user, "tickets.desk") else None


def waiting_count() -> int:
    """How many questions wait for anybody: what is told to open pages."""
    with planning() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM (SELECT 1 FROM tickets_ticket WHERE state = %s LIMIT {MOST}) w", [str(State.WAITING)])  # noqa: S608
        return int(cursor.fetchone()[0])
