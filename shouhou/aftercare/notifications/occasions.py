"""An event of a question as something to tell people."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.conf import settings
from django.utils import translation

from shouhou.aftercare.notifications.models import Notice
from shouhou.aftercare.notifications.telling import tell
from shouhou.aftercare.notifications.wording import facts, say
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.support.tickets.models import Ticket


def tell_of(event: Event, ticket: Ticket, kind: str, people: Iterable[User], *, desk: bool, result: str = "", always: Collection[int] = (),
            only_reached: bool = False, is_first: bool = False) -> list[Notice]:
    """Tell these people what the event says, each in the own language and with the page of the own side."""
    who = event.by or ticket.assignee
    url = f"/workbench/tickets/{ticket.number}/" if desk else f"/tickets/{ticket.number}/"
    readers: dict[str, list[User]] = {}
    for user in people:
        readers.setdefault(user.language or settings.LANGUAGE_CODE, []).append(user)
    made: list[Notice] = []
    for language, group in readers.items():
        with translation.override(language):
            known = facts(ticket, who=who.name if who else "", result=result)
            title, text = say(kind, known)
            made += tell(group, kind, title=title, text=text, url=url, subject=ticket, dedup=f"event:{event.pk}:{kind}", always=always,
                         only_reached=only_reached, is_first=is_first, data={**known, "link": settings.PUBLIC_URL + url})
    return made
