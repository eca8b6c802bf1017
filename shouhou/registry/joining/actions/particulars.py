"""修改资料: what a person told at registration, corrected by the person."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.jobs import enqueue
from shouhou.registry.joining import ways
from shouhou.registry.joining.actions.register import OWN, TOLD
from shouhou.registry.joining.models import Particulars, Recovery


@transaction.atomic
def keep_particulars(user: User, facts: dict[str, Any], *, by: User) -> list[str]:
    """Write checked facts (keys of the catalogue); answers the names of those that changed.

    With another mail address or telephone, links that are under way are void, and the former mail address is told; the former mobile too, where
    short messages carry notices.
    """
    told = Particulars.objects.select_for_update().filter(user=user).first() or Particulars(user=user)
    before = {key: getattr(user, key) for key in OWN}
    changed = [key for key in (*OWN, *TOLD) if key in facts and facts[key] != getattr(user if key in OWN else told, key)]
    for key in changed:
        setattr(user if key in OWN else told, key, facts[key])
    if not changed:
        return []
    user.save(update_fields=[*OWN, "sort_key"])
    told.save()
    record("user.edited", user, by=by, fields=changed)
    if {"email", "phone"} & set(changed):
        Recovery.objects.filter(user=user, used_at=None).delete()
        if "phone" in changed:
            _tell_old_number(before["phone"], user)
        if before["email"]:
            enqueue("joining.letter", {"letter": "changed", "name": before["name"], "address": before["email"], "user": user.pk})
    return changed


def _tell_old_number(number: str, user: User) -> None:
    way = ways.texting()
    if way is not None and way.tells() and way.mobile(number):
        enqueue("joining.old_number", {"number": way.mobile(number), "user": user.pk})
