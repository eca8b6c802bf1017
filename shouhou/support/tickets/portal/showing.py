"""A question as its customer may see it: nothing internal, in the words of the manual."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shouhou.foundation import files
from shouhou.foundation.accounts.models import User
from shouhou.foundation.files import File
from shouhou.foundation.kit.richtext import clean
from shouhou.foundation.kit.text import plain_text
from shouhou.foundation.ui import states
from shouhou.registry.organizations.belonging import places
from shouhou.registry.organizations.models import Membership
from shouhou.support.tickets.models import Entry, Ticket
from shouhou.support.tickets.portal.counting import remember, with_open_count

states.declare({"waiting": "amber", "working": "blue", "resolved": "green", "closed": "grey"})

SHOWN = (Entry.Kind.ACCEPTANCE, Entry.Kind.HANDLING, Entry.Kind.FOLLOW_UP, Entry.Kind.RETURN, Entry.Kind.CLOSURE, Entry.Kind.REOPENING)
BRIEF = 240
"""Characters of a long text shown in the records."""
ICONS = {Entry.Kind.CLOSURE: "done", Entry.Kind.REOPENING: "undo"}


@dataclass(slots=True)
class Line:
    """One entry as the customer reads it."""

    entry: Entry
    head: str
    tag: SafeString
    html: SafeString
    brief: SafeString
    files: list[File] = field(default_factory=list)
    icon: str = ""


@dataclass(slots=True)
class Attachment:
    """One file with where it belongs."""

    file: File
    part: str


@dataclass(slots=True)
class Shown:
    """Everything the pages of one question show."""

    ticket: Ticket
    description: SafeString
    lines: list[Line]
    files: list[File]
    attachments: list[Attachment]
    phone: str
    extra: list[tuple[str, Any]]


def found(user: Any, number: str) -> Ticket:
    """The question of this number as far as this person may see it; 404 otherwise, whether it exists or not."""
    ticket: Ticket | None = with_open_count(Ticket.objects.visible_to(user).with_names(), user).filter(number=number).first()
    if ticket is None:
        raise Http404
    remember([ticket], user)
    return ticket


def shown(ticket: Ticket, user: User) -> Shown:
    """Read the conversation and the files of a question: two statements."""
    entries = list(Entry.objects.filter(ticket=ticket, is_internal=False, kind__in=SHOWN).annotate(
        is_ours=Exists(Membership.objects.filter(user=OuterRef("author"), organization=ticket.organization_id))).select_related(
        "author", "classification", "outcome").order_by("id"))
    outer = [f for f in files.of(ticket) if f.audience != File.Audience.INTERNAL]
    by_part: dict[str, list[File]] = {}
    for f in outer:
        by_part.setdefault(f.part, []).append(f)
    lines = [line_of(entry, by_part.get(f"entry:{entry.pk}", [])) for entry in entries]
    names = {f"entry:{line.entry.pk}": line.head for line in lines}
    return Shown(
        ticket=ticket, extra=list(ticket.extra.items()),
        description=safe(ticket.description), lines=lines, files=apart(by_part.get("", []), ticket.description),
        attachments=[Attachment(f, names.get(f.part, _("问题描述"))) for f in outer if not f.part or f.part in names],
        phone=ticket.contact_phone if may_call(ticket, user) else masked(ticket.contact_phone))


def line_of(entry: Entry, attached: list[File]) -> Line:
    """An entry with its head (第 N 次处理), its tag (【其他问题】) and the files that do not stand in its text already."""
    html = safe(entry.body)
    tag = format_html(_("【{}】"), tag) if (tag := tag_of(entry)) and html else SafeString("")
    return Line(entry, head_of(entry), tag, html, led_by(tag, shortened(html)), apart(attached, entry.body),
                ICONS.get(Entry.Kind(entry.kind), ""))


def led_by(tag: SafeString, html: SafeString) -> SafeString:
    """The text with its tag at the head of the first line: 【其他问题】已设置凭证模板…"""
    if html.startswith("<p>"):
        return mark_safe(f"<p>{tag}{html[3:]}")  # noqa: S308 - both are safe
    return mark_safe(f"<p>{tag}{html}</p>" if not html.startswith("<") else f"<p>{tag}</p>{html}") if html else html  # noqa: S308


def shortened(html: SafeString) -> SafeString:
    """A long text as its beginning; 查看详情 shows it in full."""
    words = plain_text(html)
    return format_html("<p>{}…</p>", words[:BRIEF]) if len(words) > BRIEF * 2 else html


def head_of(entry: Entry) -> str:
    """What happened, in the manual's words."""
    if entry.kind == Entry.Kind.HANDLING:
        return str(_("第 %d 次处理") % (entry.ordinal or 1))
    if entry.kind == Entry.Kind.FOLLOW_UP and not getattr(entry, "is_ours", True) and entry.author is not None:
        return str(_("顾问回复"))
    if entry.kind == Entry.Kind.CLOSURE and entry.author is None:
        return str(_("已自动关闭"))
    return str({
        Entry.Kind.ACCEPTANCE: _("已接单"), Entry.Kind.FOLLOW_UP: _("追问"), Entry.Kind.RETURN: _("未解决退回"),
        Entry.Kind.CLOSURE: _("已关闭"), Entry.Kind.REOPENING: _("重新打开")}[Entry.Kind(entry.kind)])


def tag_of(entry: Entry) -> str:
    """【接单说明】 of an acceptance, the classification of a handling."""
    if entry.kind == Entry.Kind.ACCEPTANCE:
        return str(_("接单说明"))
    return entry.classification.label if entry.classification else ""


def safe(html: str) -> SafeString:
    """Rich text, cleaned once more on the way out."""
    return mark_safe(clean(html))  # noqa: S308 - by an allow-list


def apart(attached: list[File], html: str) -> list[File]:
    """The files that are not pictures inside the text."""
    inside = set(files.tokens_in(html)) if "/files/" in html else ()
    return [f for f in attached if f.token not in inside]


def may_call(ticket: Ticket, user: User) -> bool:
    """The asker and the company's administrators read the whole number; colleagues a masked one (HJ-3-11)."""
    return ticket.asker_id == user.pk or any(p.is_admin and p.organization_id == ticket.organization_id for p in places(user))


def masked(phone: str) -> str:
    """`138****8000`: the middle of a number hidden."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 9 else "****" if phone else ""
