"""What every verb of a question does: lock it, write an entry, keep the index and the clock true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation import files, search
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.richtext import clean, is_blank
from shouhou.foundation.kit.text import plain_text
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.searching import documents

LONGEST_BODY = 200_000
"""Characters of HTML in one description or explanation."""


def locked(ticket: Ticket) -> Ticket:
    """The question as it stands now, locked until the verb's transaction ends. All verbs begin with it, so one wins a race."""
    return Ticket.objects.select_for_update(of=("self",)).get(pk=ticket.pk)


def body_of(html: str, *, field: str = "body", required: str = "") -> str:
    """Cleaned HTML. `required` is the sentence with which a blank text is refused; empty lets it pass."""
    if len(html) > LONGEST_BODY:
        raise Refused(**{field: _("内容太长了（最多 %d 万字符），请把长日志作为附件上传。") % (LONGEST_BODY // 10000)})
    html = clean(html)
    if required and is_blank(html):
        raise Refused(**{field: required})
    return html


def one_line(text: str, *, field: str, limit: int, required: str = "") -> str:
    """A line of text without control characters, refused when longer than `limit` characters or blank though required."""
    from_typing = " ".join(plain_line(text).split())
    if required and not from_typing:
        raise Refused(**{field: required})
    if len(from_typing) > limit:
        raise Refused(**{field: _("请不要超过 %(limit)d 个字，现在有 %(count)d 个字。") % {"limit": limit, "count": len(from_typing)}})
    return from_typing


def plain_line(text: str) -> str:
    """Without control characters, NUL and lone surrogates."""
    return "".join(c if c.isprintable() else " " for c in text if not "\ud800" <= c <= "\udfff")


def write_entry(ticket: Ticket, kind: Entry.Kind, *, by: User | None, body: str = "", uploads: Sequence[str] = (), at: datetime | None = None,
                is_internal: bool = False, ordinal: int | None = None, recipient: User | None = None, classification: Any = None,
                outcome: Any = None, promised_on: date | None = None, author_name: str = "") -> Entry:
    """Add an entry with its attachments (those named, and pictures inside the text) to the conversation."""
    entry = Entry.objects.create(ticket=ticket, kind=kind, author=by, body=body, at=at or timezone.now(), is_internal=is_internal,
                                 ordinal=ordinal, recipient=recipient, classification=classification, outcome=outcome,
                                 promised_on=promised_on, author_name=author_name)
    attach(ticket, uploads, body, by=by, part=f"entry:{entry.pk}", is_internal=is_internal)
    return entry


def attach(ticket: Ticket, uploads: Sequence[str], html: str, *, by: User | None, part: str = "", is_internal: bool = False) -> None:
    """Bind uploaded files and the pictures of the text to the question. Refuses files that somebody else uploaded."""
    tokens = list(dict.fromkeys([*uploads, *files.tokens_in(html)]))
    if tokens and by is not None:
        files.attach(tokens, ticket, by=by, part=part, audience="internal" if is_internal else "customer")


def touch(ticket: Ticket, *fields: str, at: datetime | None = None) -> None:
    """Save these fields and the time of change."""
    ticket.updated_at = at or timezone.now()
    ticket.save(update_fields=[*fields, "updated_at"])


def index_new(ticket: Ticket) -> None:
    """Let a question that was written just now be found."""
    search.index("ticket", ticket.pk, "\n".join([ticket.number, ticket.title, plain_text(ticket.description)]), is_new=True)


def reindex(ticket: Ticket) -> None:
    """Renew what search finds of a question: what customers may read and, apart from it, internal notes."""
    search.index_many(documents([ticket]))
