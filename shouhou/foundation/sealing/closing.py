"""Sealing, and striking from what is sealed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.events.models import Event
from shouhou.foundation.sealing.chain import FIELDS, START, digest, link, rows, secrets
from shouhou.foundation.sealing.models import Seal

AFTER = timedelta(minutes=15)
"""How old an event must be: no transaction that took a lower number is still open then."""
LINK = 5000
AT_ONCE = 200_000
"""Rows that one call seals: it comes again."""


def seal(say: Callable[[int], None] = lambda done: None, *, most: int = AT_ONCE) -> int:
    """Seal what is old enough and not sealed yet, at most `most` rows; how many. Every link is a transaction of its own."""
    upto, done = _last_settled(), 0
    while done < most and (made := _close(upto)):
        done += made
        say(done)
    return done


def _last_settled() -> int:
    young = Event.objects.filter(at__gt=timezone.now() - AFTER).order_by("pk").values_list("pk", flat=True).first()
    if young is not None:
        return int(young) - 1
    return int(Event.objects.aggregate(last=Max("pk"))["last"] or 0)


@transaction.atomic
def _close(upto: int) -> int:
    before = Seal.objects.order_by("-pk").first()
    first = before.last + 1 if before else int(Event.objects.aggregate(first=Min("pk"))["first"] or 1)
    found = list(Event.objects.filter(pk__gte=first, pk__lte=upto).order_by("pk").values_list("pk", flat=True)[:LINK])
    if not found:
        return 0
    made = link(bytes.fromhex(before.digest) if before else START, map(digest, rows(first, found[-1])), secrets()[0])
    Seal.objects.create(first=first, last=found[-1], count=len(found), digest=made.hex())
    return len(found)


@transaction.atomic
def strike(event: Event, data: dict[str, Any], *, by: User | None) -> None:
    """Replace an event's facts by `data` (个人信息保护法 §47). Of a sealed event the record keeps what it was worth before and after."""
    row = Event.objects.values_list(*FIELDS).get(pk=event.pk)
    Event.objects.filter(pk=event.pk).update(data=data)
    if Seal.objects.filter(last__gte=event.pk).exists():
        record("event.struck", event, by=by, was=digest(row).hex(), now=digest((*row[:5], data)).hex())
