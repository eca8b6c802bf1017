"""A question as the desk sees it: everything, with what is internal marked by ground and word."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.functional import LazyObject
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation import files
from shouhou.foundation.access import capabilities_of
from shouhou.foundation.accounts.models import User
from shouhou.foundation.kit.richtext import clean
from shouhou.foundation.prepared import Prepared, planned
from shouhou.foundation.ui.markup.marks import avatar, icon
from shouhou.foundation.ui.markup.marks import files as file_chips
from shouhou.foundation.ui.markup.marks import state as state_badge
from shouhou.foundation.ui.markup.times import ago, when
from shouhou.registry.agreements.expiry import Expiry
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.models import Vendor
from shouhou.support.tickets.models import Entry, Ticket

WARN_DAYS = 30
SOURCES = {"web": word("网页"), "api": word("接口"), "wechat": word("微信"), "phone": word("电话代提"), "import": word("导入"), "demo": word("演示")}
MOMENTS = {Entry.Kind.ACCEPTANCE: "check", Entry.Kind.CLOSURE: "done", Entry.Kind.REOPENING: "undo", Entry.Kind.TRANSFER: "transfer",
           Entry.Kind.RETURN: "undo"}


NAMES = {
    "company": F("organization__name"), "region": F("organization__region"), "company_phone": F("organization__phone"),
    "responsible": F("organization__consultant__name"), "product_name": F("product__name"), "module_name": F("module__name"),
    "version_name": F("version__name"), "kind_label": F("kind__label"), "urgency_label": F("urgency__label"),
    "urgency_meaning": F("urgency__meaning"), "assignee_name": F("assignee__name"), "asker_name": F("asker__name"),
}
SAID = ("id", "kind", "ordinal", "author_id", "author__name", "author_name", "recipient__name", "classification__label", "outcome__label",
        "outcome__resolves", "outcome__meaning", "body", "promised_on", "is_internal", "at")


class Said(NamedTuple):
    """One entry with its names, in the order of SAID."""

    id: int
    kind: str
    ordinal: int | None
    author_id: int | None
    author: str | None
    author_name: str
    recipient: str | None
    classification: str | None
    outcome: str | None
    resolves: bool | None
    meaning: str | None
    body: str
    promised_on: date | None
    is_internal: bool
    at: datetime

    @property
    def who(self) -> str:
        return self.author or self.author_name


@dataclass(slots=True)
class Shown:
    """What the page of a question shows beside its forms."""

    ticket: Ticket
    description: SafeString
    timeline: SafeString
    first_files: list[Any]
    attachments: list[Any]
    expiry: Expiry | None
    tel: str


def found(user: Any, number: str) -> Any:
    """The question of this number with its names (NAMES), its company's consultant and agreement; 404 where it is not for this person.

    Names come as plain columns: joining whole rows of eight tables costs more than all the rest of the page.
    """
    asked = number[:40].replace("\0", "")
    rights = capabilities_of(user)
    if "tickets.read_own" in rights:  # what a customer may see depends on the companies, so its statement is made anew
        ticket = _named(Ticket.objects.visible_to(user).filter(number=asked)).first()
    else:
        if rights not in _by_rights:
            _by_rights[rights] = Prepared(lambda number, pk: _named(Ticket.objects.visible_to(_like(user, pk)).filter(number=number)),
                                          str, int, maybe=frozenset({1}))
        ticket = _by_rights[rights].first(asked, user.pk)
    if ticket is None:
        raise Http404
    return ticket


def _named(rows: Any) -> Any:
    ends_on = Agreement.objects.filter(organization_id=OuterRef("organization_id")).order_by("-ends_on").values("ends_on")[:1]
    return rows.annotate(
        **NAMES, agreement_ends_on=Subquery(ends_on), warn_days=Subquery(Vendor.objects.order_by().values("fee_warning_days")[:1]))


_by_rights: dict[frozenset[str], Prepared] = {}
"""What `visible_to` says to people of the same rights differs in their id alone."""


def _like(user: Any, pk: int) -> User:
    """Somebody with the same rights and this id."""
    other = copy(user._wrapped if isinstance(user, LazyObject) else user)
    other.pk = pk
    other._capabilities = capabilities_of(user)
    return other  # type: ignore[no-any-return]


def shown(ticket: Any, user: User) -> Shown:
    """Read the conversation and the files of a question: two statements."""
    entries = map(Said._make, planned(Entry.objects.visible_to(user).filter(ticket=ticket).order_by("id").values_list(*SAID)))
    attached = list(files.of(ticket))
    by_part: dict[str, list[Any]] = {}
    for one in attached:
        by_part.setdefault(one.part, []).append(one)
    timeline = "".join(_moment(entry, ticket.asker_id, apart(by_part.get(f"entry:{entry.id}", []), entry.body)) for entry in entries)
    return Shown(ticket=ticket, description=safe(ticket.description), timeline=mark_safe(timeline),  # noqa: S308 - escaped below
                 first_files=apart(by_part.get("", []), ticket.description), attachments=attached,
                 expiry=_expiry(ticket), tel="".join(c for c in ticket.contact_phone if c.isascii() and (c.isdigit() or c in "+,#*-")))


def safe(html: str) -> SafeString:
    """Rich text, cleaned once more on the way out."""
    return mark_safe(clean(html)) if html else SafeString("")  # noqa: S308 - by an allow-list


def apart(attached: list[Any], html: str) -> list[Any]:
    """The files that are not pictures inside the text."""
    inside = set(files.tokens_in(html)) if attached and "/files/" in html else ()
    return [one for one in attached if one.token not in inside]


def _expiry(ticket: Any) -> Expiry | None:
    """服务费到期 of the company, from what `found` brought along."""
    if ticket.agreement_ends_on is None:
        return None
    days = (ticket.agreement_ends_on - timezone.localdate()).days
    return Expiry(ticket.agreement_ends_on, days, days <= (WARN_DAYS if ticket.warn_days is None else ticket.warn_days))


def _moment(entry: Said, asker_id: int | None, attached: list[Any]) -> str:
    """One entry of the timeline; one without text or files is a line, not a card."""
    who = entry.who or _("系统")
    body, chips = safe(entry.body), file_chips(attached)
    facts = _facts(entry)
    if not body and not chips and entry.kind in MOMENTS and not facts:
        return (f'<li class="moment" id="entry-{entry.id}"><span class="point">{icon(MOMENTS[Entry.Kind(entry.kind)])}</span>'
                f"<span>{escape(who)} {escape(head_of(entry, asker_id))}</span>{ago(entry.at)}</li>")
    internal = f'<span class="internal-word">{escape(_("内部"))}</span>' if entry.is_internal else ""
    return (f'<li>{avatar(who)}<article class="entry{" internal" if entry.is_internal else ""}" id="entry-{entry.id}"><header class="entry-head">'
            f"<b>{escape(who)}</b><span>{escape(head_of(entry, asker_id))}</span>{internal}{ago(entry.at)}</header>"
            f'<div class="entry-body prose">{facts}{body}</div>{chips}</article></li>')


def head_of(entry: Said, asker_id: int | None = None) -> str:
    """What happened, in the manual's words."""
    if entry.kind == Entry.Kind.HANDLING:
        return str(_("第 %d 次处理") % (entry.ordinal or 1))
    if entry.kind == Entry.Kind.TRANSFER:
        return str(_("转交给%s") % (entry.recipient or ""))
    if entry.kind == Entry.Kind.CLOSURE and entry.author_id is None and not entry.author_name:
        return str(_("到期自动关闭"))
    if entry.kind == Entry.Kind.FOLLOW_UP and asker_id is not None and entry.author_id == asker_id:
        return str(_("追问"))
    return str({
        Entry.Kind.ACCEPTANCE: _("已接单"), Entry.Kind.FOLLOW_UP: _("回复"), Entry.Kind.RETURN: _("未解决退回"), Entry.Kind.NOTE: _("内部备注"),
        Entry.Kind.CLOSURE: _("关闭"), Entry.Kind.REOPENING: _("重新打开")}[Entry.Kind(entry.kind)])


def _facts(entry: Said) -> str:
    """【接单说明】 and 预计处理 of an acceptance; 【分类】, 处理结果 and the renewed 预计处理 of a handling."""
    parts = []
    if entry.kind == Entry.Kind.ACCEPTANCE and entry.body:
        parts.append(f"<b>{escape(_("【{}】").format(_("接单说明")))}</b>")
    if entry.classification:
        parts.append(f"<b>{escape(_("【{}】").format(entry.classification))}</b>")
    if entry.outcome:
        tone = entry.meaning or ("green" if entry.resolves else "blue")
        parts.append(f"<span>{escape(_('处理结果'))}{_('：')}{state_badge(tone, entry.outcome)}</span>")
    if entry.promised_on:
        parts.append(f"<span>{escape(_('预计处理'))}{_('：')}{when(entry.promised_on)}</span>")
    return f'<p class="row wrap">{" ".join(parts)}</p>' if parts else ""


def source_of(ticket: Ticket) -> str:
    """How the question came in."""
    return str(_(SOURCES.get(ticket.source, ticket.source)))
