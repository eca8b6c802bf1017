"""The administrator says how people register and what their passwords are like."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import Rules, User
from shouhou.foundation.accounts.rules import current
from shouhou.foundation.events import record
from shouhou.registry.joining.catalogue import FIELDS
from shouhou.registry.joining.models import Admission, Asked
from shouhou.registry.joining.opening import admission
from shouhou.registry.organizations.actions.lines import line

LONGEST_LIST = 5000


@transaction.atomic
def keep_admission(*, by: User | None, is_open: bool, proof: str, makes_companies: bool, profile: str, change_after_days: int) -> None:
    """Open or close registration, and set the password rule. Raises `Refused` beside a field."""
    if proof not in Admission.Proof.values:
        raise Refused(proof=_("没有这个选项。"))
    if profile not in Rules.Profile.values:
        raise Refused(profile=_("没有这个选项。"))
    if not 0 <= change_after_days <= 365:
        raise Refused(change_after_days=_("请填写 0 到 %d 之间的天数。") % 365)
    wishes = Admission.objects.select_for_update().first() or Admission()
    wishes.is_open, wishes.proof, wishes.makes_companies = is_open, proof, makes_companies
    wishes.save()
    rules = Rules.objects.select_for_update().first() or Rules()
    rules.profile, rules.change_after_days = profile, change_after_days
    rules.save()
    record("admission.configured", wishes, by=by, is_open=is_open, proof=proof, profile=profile)
    transaction.on_commit(admission.forget)
    transaction.on_commit(current.forget)


@transaction.atomic
def keep_fields(wishes: dict[str, dict[str, Any]], *, by: User | None) -> None:
    """Let fields of the registration form differ from the manual's: key → label, is_shown, is_required, shortest, longest, rule, choices.

    Raises `Refused` with the sentence when a label is missing or a length is impossible.
    """
    known = {entry.key: entry for entry in FIELDS}
    for key, wish in wishes.items():
        entry = known[key]
        label = line(str(wish["label"]), field=f"{key}-label", limit=40, required=_("请填写名称。"))
        shortest, longest = int(wish["shortest"]), int(wish["longest"])
        if entry.has_length and not 0 <= shortest <= longest <= entry.limit:
            raise Refused(**{f"{key}-longest": _("%(label)s的字数在 0 到 %(limit)d 之间，最少不超过最多。") % {"label": label, "limit": entry.limit}})
        if wish["rule"] not in Asked.Rule.values or len(wish["choices"]) > LONGEST_LIST:
            raise Refused(**{f"{key}-label": _("没有这个选项。")})
        Asked.objects.update_or_create(key=key, defaults={
            "label": label, "is_shown": entry.is_locked or bool(wish["is_shown"]), "is_required": entry.is_locked or bool(wish["is_required"]),
            "shortest": shortest, "longest": longest, "rule": wish["rule"], "choices": wish["choices"]})
    record("registration.configured", Admission.objects.first() or Admission.objects.create(), by=by, fields=sorted(wishes))
