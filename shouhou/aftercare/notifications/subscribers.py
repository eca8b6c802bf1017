"""Who is told when something happens to a question. Questions brought in by an import or told by the demo disturb nobody."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from shouhou.aftercare.notifications.telling import tell
from shouhou.aftercare.notifications.wording import facts, say
from shouhou.foundation.access import holders
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import on
from shouhou.foundation.events.models import Event
from shouhou.support.tickets.models import Entry, Ticket

QUIET = frozenset({"import", "demo"})


def pass_on(event: Event, ticket: Ticket, kind: str, users: Iterable[User | None], *, desk: bool, result: str = "") -> None:
    """Tell these people, except whoever did it."""
    if event.data.get("source") in QUIET:
        return
    known = facts(ticket, who=event.by.name if event.by else (ticket.assignee.name if ticket.assignee else ""), result=result)
    title, text = say(kind, known)
    url = f"/workbench/tickets/{ticket.number}/" if desk else f"/tickets/{ticket.number}/"
    people = [u for u in users if u is not None and u.pk != event.by_id]
    tell(people, kind, title=title, text=text, url=url, subject=ticket, dedup=f"event:{event.pk}:{kind}",
         data={**known, "link": settings.PUBLIC_URL + url})


@on("ticket.asked")
def asked(event: Event, ticket: Ticket) -> None:
    """技术人员第一时间收到消息提醒 (manual 000 §二): everybody who can accept it."""
    pass_on(event, ticket, "ticket.asked", holders("tickets.accept"), desk=True)


@on("ticket.accepted")
def accepted(event: Event, ticket: Ticket) -> None:
    """提单被接收时主动推送 (manual 000 §四)."""
    pass_on(event, ticket, "ticket.accepted", [ticket.asker], desk=False)


@on("ticket.resolved")
def resolved(event: Event, ticket: Ticket) -> None:
    """处理完成时主动推送 (manual 000 §四)."""
    entry = Entry.objects.select_related("outcome").filter(pk=event.data.get("entry")).first()
    pass_on(event, ticket, "ticket.resolved", [ticket.asker], desk=False, result=entry.outcome.label if entry and entry.outcome else "")


@on("ticket.followed_up")
def followed_up(event: Event, ticket: Ticket) -> None:
    """Each side hears of the other."""
    if event.data.get("from_staff"):
        pass_on(event, ticket, "ticket.answered", [ticket.asker], desk=False)
    else:
        pass_on(event, ticket, "ticket.followed_up", [ticket.assignee], desk=True)


@on("ticket.sent_back")
def sent_back(event: Event, ticket: Ticket) -> None:
    pass_on(event, ticket, "ticket.sent_back", [ticket.assignee], desk=True)


@on("ticket.transferred")
def transferred(event: Event, ticket: Ticket) -> None:
    pass_on(event, ticket, "ticket.transferred", [ticket.assignee], desk=True)


@on("ticket.overdue")
def overdue(event: Event, ticket: Ticket) -> None:
    """防止技术顾问出现遗留问题 (manual 000, purpose): the consultant first …"""
    pass_on(event, ticket, "ticket.overdue", [ticket.assignee], desk=True)


@on("ticket.escalated")
def escalated(event: Event, ticket: Ticket) -> None:
    """… then whoever leads."""
    pass_on(event, ticket, "ticket.escalated", holders("tickets.ageing"), desk=True)
