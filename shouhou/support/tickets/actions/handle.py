"""处理: what the consultant did, and with what result (HJ-3-07, HJ-3-08, HJ-3-10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.tickets.lifecycle import after
from shouhou.support.tickets.models import Entry, Term, Ticket
from shouhou.support.tickets.writing import body_of, locked, reindex, touch, write_entry


@transaction.atomic
def handle(ticket: Ticket, *, by: User, body: str, outcome: Term, classification: Term | None = None, promised_on: date | None = None,
           uploads: Sequence[str] = (), at: datetime | None = None, author_name: str = "") -> Entry:
    """Write the N-th handling. An outcome that `resolves` (完全处理) finishes the question.

    `body` is the rich 说明; `promised_on` renews 预计处理 when the question goes on. N counts from 1 without a gap.
    """
    now_ticket = locked(ticket)
    state = after("resolve" if outcome.resolves else "handle", now_ticket.state)
    if outcome.vocabulary != Term.Vocabulary.OUTCOME:
        raise Refused(outcome=_("请选择处理结果。"))
    if classification is not None and classification.vocabulary != Term.Vocabulary.CLASSIFICATION:
        raise Refused(classification=_("请选择问题分类。"))
    html = body_of(body, required="" if at is not None else _("请填写处理说明。"))
    now = at or timezone.now()
    if promised_on is not None and at is None and promised_on < timezone.localdate():
        raise Refused(promised_on=_("预计处理日期不能早于今天。"))
    ordinal = now_ticket.handling_count + 1
    entry = write_entry(now_ticket, Entry.Kind.HANDLING, by=by, body=html, uploads=uploads, ordinal=ordinal, outcome=outcome,
                        classification=classification, promised_on=promised_on, at=now, author_name=author_name)
    now_ticket.handling_count, now_ticket.state, now_ticket.waits_for_staff = ordinal, state, False
    changed = ["handling_count", "state", "waits_for_staff"]
    if outcome.resolves:
        now_ticket.resolved_at = now
        changed.append("resolved_at")
    elif promised_on is not None:
        now_ticket.promised_on = promised_on
        changed.append("promised_on")
    touch(now_ticket, *changed, at=now)
    reindex(now_ticket)
    record("ticket.handled", now_ticket, by=by, entry=entry.pk, ordinal=ordinal, outcome=outcome.label)
    if outcome.resolves:
        record("ticket.resolved", now_ticket, by=by, entry=entry.pk)
    return entry
