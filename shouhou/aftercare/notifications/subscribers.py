"""Who is told when something happens to a question. Questions brought in by an import or told by the demo disturb nobody."""

from __future__ import annotations

from shouhou.aftercare.notifications.kinds import KINDS
from shouhou.aftercare.notifications.occasions import tell_of
from shouhou.aftercare.notifications.telling import is_silent
from shouhou.aftercare.notifications.transports import transports
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import on
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs import enqueue
from shouhou.support.tickets.models import Entry, Ticket

QUIET = frozenset({"import", "demo"})


def pass_on(event: Event, ticket: Ticket, kind: str, *users: User | None, capability: str = "", colleagues: str = "", desk: bool,
            result: str = "") -> None:
    """Let these people, and all who hold `capability`, be told, except whoever did it; by the kind `colleagues` those of the same
    company who see the question and have a way to be reached by. One job row: telling fifty people holds up nobody."""
    ids = [user.pk for user in users if user is not None and user.pk != event.by_id]
    if event.data.get("source") in QUIET or is_silent() or not (ids or capability or colleagues):
        return
    is_carried = any(t.is_ready() for t in transports().values())
    if not is_carried and (not capability or KINDS[kind].is_broadcast):
        # no transport carries it anywhere: a notice for those it concerns, written with the verb
        tell_of(event, ticket, kind, [user for user in users if user is not None and user.pk in ids], desk=desk, result=result, is_first=True)
    else:
        enqueue("notifications.tell", {"event": event.pk, "ticket": ticket.pk, "kind": kind, "users": ids, "capability": capability,
                                       "colleagues": colleagues, "desk": desk, "result": result})


@on("ticket.asked")
def asked(event: Event, ticket: Ticket) -> None:
    """技术人员第一时间收到消息提醒 (manual 000 §二): everybody who can accept it, by the transports each wants.

    Whoever is at the desk sees it at once (tickets' own push to every open page); a notice of its own is for the responsible consultant.
    """
    pass_on(event, ticket, "ticket.asked", ticket.organization.consultant, capability="tickets.accept", desk=True)


@on("ticket.accepted")
def accepted(event: Event, ticket: Ticket) -> None:
    """提单被接收时主动推送 (manual 000 §四): to whoever asked, and to the company's others who have bound a WeChat user."""
    pass_on(event, ticket, "ticket.accepted", ticket.asker, colleagues="colleague.accepted", desk=False)


@on("ticket.resolved")
def resolved(event: Event, ticket: Ticket) -> None:
    """处理完成时主动推送 (manual 000 §四)."""
    entry = Entry.objects.select_related("outcome").filter(pk=event.data.get("entry")).first()
    pass_on(event, ticket, "ticket.resolved", ticket.asker, colleagues="colleague.resolved", desk=False,
            result=entry.outcome.label if entry and entry.outcome else "")


@on("ticket.followed_up")
def followed_up(event: Event, ticket: Ticket) -> None:
    """Each side hears of the other."""
    if event.data.get("from_staff"):
        pass_on(event, ticket, "ticket.answered", ticket.asker, desk=False)
    else:
        pass_on(event, ticket, "ticket.followed_up", ticket.assignee, desk=True)


@on("ticket.sent_back")
def sent_back(event: Event, ticket: Ticket) -> None:
    pass_on(event, ticket, "ticket.sent_back", ticket.assignee, desk=True)


@on("ticket.transferred")
def transferred(event: Event, ticket: Ticket) -> None:
    pass_on(event, ticket, "ticket.transferred", ticket.assignee, desk=True)


@on("ticket.overdue")
def overdue(event: Event, ticket: Ticket) -> None:
    """防止技术顾问出现遗留问题 (manual 000, purpose): the consultant first …"""
    pass_on(event, ticket, "ticket.overdue", ticket.assignee, desk=True)


@on("ticket.escalated")
def escalated(event: Event, ticket: Ticket) -> None:
    """… then whoever leads."""
    pass_on(event, ticket, "ticket.escalated", capability="tickets.ageing", desk=True)
