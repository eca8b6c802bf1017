"""词表: the words an administrator keeps. A word in use is retired, never deleted, so that old questions still read as they did."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.support.tickets.models import Term
from shouhou.support.tickets.writing import one_line

MEANINGS = {"", "red", "amber", "green", "blue"}
LONGEST = 40


def _label(vocabulary: str, label: str, *, but: int = 0) -> str:
    label = one_line(label, field="label", limit=LONGEST, required=_("请填写名称。"))
    if Term.objects.filter(vocabulary=vocabulary, label=label).exclude(pk=but).exists():
        raise Refused(label=_("“%s”已经有了。") % label)
    return label


@transaction.atomic
def add(vocabulary: str, label: str, *, by: User, meaning: str = "", resolves: bool = False) -> Term:
    """Add a word at the end of its vocabulary. `meaning` is a colour by meaning, `resolves` is for 处理结果 alone."""
    label = _label(vocabulary, label)
    last = Term.objects.filter(vocabulary=vocabulary).order_by("-position").values_list("position", flat=True).first()
    term = Term.objects.create(vocabulary=vocabulary, label=label, position=0 if last is None else last + 1,
                               meaning=meaning if meaning in MEANINGS else "", resolves=resolves and vocabulary == Term.Vocabulary.OUTCOME)
    record("term.added", term, by=by, vocabulary=vocabulary, label=label)
    return term


@transaction.atomic
def change(term: Term, label: str, *, by: User, meaning: str = "", resolves: bool = False) -> Term:
    """Rename a word and give it another colour or effect. Refuses to take the last outcome that finishes a question."""
    term = Term.objects.select_for_update().get(pk=term.pk)
    term.label = _label(term.vocabulary, label, but=term.pk)
    term.meaning = meaning if meaning in MEANINGS else ""
    term.resolves = resolves and term.vocabulary == Term.Vocabulary.OUTCOME
    term.save()
    _keep_an_ending(term)
    record("term.changed", term, by=by, label=term.label)
    return term


@transaction.atomic
def retire(term: Term, *, by: User, is_active: bool = False) -> Term:
    """Take a word out of the choices (or, with `is_active`, bring it back). Refuses the last outcome that finishes a question."""
    term = Term.objects.select_for_update().get(pk=term.pk)
    term.is_active = is_active
    term.save(update_fields=["is_active"])
    _keep_an_ending(term)
    record("term.revived" if is_active else "term.retired", term, by=by, label=term.label)
    return term


@transaction.atomic
def move(term: Term, *, up: bool, by: User) -> None:
    """Change places with the word before or after."""
    rows = list(Term.objects.select_for_update().filter(vocabulary=term.vocabulary, is_active=True).order_by("position", "id"))
    here = next((n for n, row in enumerate(rows) if row.pk == term.pk), None)
    there = None if here is None else here + (-1 if up else 1)
    if here is None or there is None or not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows):
        row.position = place
    Term.objects.bulk_update(rows, ["position"])
    record("term.moved", term, by=by, label=term.label)


def _keep_an_ending(term: Term) -> None:
    """One active outcome must finish a question, or none could ever be finished."""
    if term.vocabulary == Term.Vocabulary.OUTCOME and not Term.objects.filter(
            vocabulary=Term.Vocabulary.OUTCOME, is_active=True, resolves=True).exists():
        raise Refused(_("至少要保留一个“选此结果即处理完成”的处理结果。"))
