"""Who reads the files of a question: who may see the question; internal ones only the desk."""

from __future__ import annotations

from shouhou.foundation.access import can
from shouhou.foundation.files import File, policy
from shouhou.support.tickets.models import Ticket


@policy("ticket")
def may_read(user: object, file: File) -> bool:
    """The same `visible_to` as the page, and for files of internal notes the desk's capability."""
    if file.audience == File.Audience.INTERNAL and not can(user, "tickets.desk"):
        return False
    return bool(Ticket.objects.visible_to(user).filter(pk=int(file.subject.partition(":")[2])).exists())
