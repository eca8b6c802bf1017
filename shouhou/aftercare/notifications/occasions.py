"""An event of a question as something to tell people."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.conf import settings

from shouhou.aftercare.notifications.models import Notice
from shouhou.aftercare.notifications.telling import tell
from shouhou.aftercare.notifications.wording import facts, say
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.support.tickets.models import Ticket


def tell_of(event: Event, ticket: Ticket, kind: str, people: Iterable[User], *, desk: bool, result: str = "", always: Collection[int] = (),
            only_reached: bool = False) -> list[Notice]:
    """Tell these people what the event says, each with the page of their own side."""
    who = event.by or ticket.assignee
    known = facts(ticket, who=who.name if who else "", result=result)
    title, text = say(kind, known)
    url = f"/workbench/tickets/{ticket.number}/" if desk else f"/tickets/{ticket.number}/"
    return tell(people, kind, title=title, text=text, url=url, subject=ticket, dedup=f"event:{event.pk}:{kind}", always=always,
                only_reached=only_reached, data={**known, "link": settings.PUBLIC_URL + url})
