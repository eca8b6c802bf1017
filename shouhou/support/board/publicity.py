"""Which questions others may read, and how: without who asked, where, and whatever tells it."""

from __future__ import annotations

import re

from django.db.models import QuerySet

from shouhou.foundation.access import can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kept import Kept
from shouhou.foundation.kit.richtext import clean
from shouhou.registry.organizations.models import Membership
from shouhou.support.board.models import Publicity
from shouhou.support.knowledge.striking import Struck, strike
from shouhou.support.tickets.models import Entry, Ticket

kept: Kept[Publicity | None] = Kept(Publicity.objects.first)
PICTURE = re.compile(r"<img[^>]*>")
OUR_FILE = re.compile(r'<a [^>]*href="/files/[^>]*>(.*?)</a>', re.S)


def public(user: object) -> QuerySet[Ticket]:
    """The public questions this person may read. Never one marked 此问题不对其他用户公开, whoever asks."""
    if not isinstance(user, User) or not can(user, "board.read"):
        return Ticket.objects.none()
    policy = kept()
    rows: QuerySet[Ticket]
    if policy is not None and policy.reach == Publicity.Reach.CUSTOMERS:
        rows = Ticket.objects.filter(is_private=False, created_at__gte=policy.since).exclude(source="import")
    else:
        rows = Ticket.objects.visible_to(user).filter(is_private=False)
    return rows


def known(ticket: Ticket, *, with_colleagues: bool = False) -> list[tuple[str, str]]:
    """The names that a question's own facts tell."""
    names = [("company", ticket.organization.name), ("company", ticket.organization.short_name), ("name", ticket.contact_name)]
    if ticket.asker is not None:
        names.append(("name", ticket.asker.name))
    if with_colleagues:
        names += [("name", name) for name in Membership.objects.filter(organization=ticket.organization_id).values_list("user__name", flat=True)[:500]]
    return list(dict.fromkeys((kind, word.strip()) for kind, word in names if word and len(word.strip()) >= 2))


def without_files(html: str) -> str:
    """Without pictures and links to uploads: they are for who may see the question itself."""
    return OUR_FILE.sub(r"\1", PICTURE.sub("", clean(html)))


def told(html: str, names: list[tuple[str, str]]) -> tuple[str, list[Struck]]:
    """A text of a question as others may read it, and what was struck out of it."""
    text, struck = strike(without_files(html), names)
    return clean(text), struck


def answers_of(ticket: Ticket) -> QuerySet[Entry]:
    """What consultants answered, as its customer sees it."""
    rows: QuerySet[Entry] = Entry.objects.filter(ticket=ticket, kind=Entry.Kind.HANDLING, is_internal=False).exclude(body="").order_by("id")
    return rows
