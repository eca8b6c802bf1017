"""Budgets: how many tries a key has in a window. Spent before anything costly is done, kept in the database.

A try is taken from every budget it touches in one transaction, so tries that come at once cannot slip past; a try that
turns out right is given back.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shouhou.foundation.accounts.models import Throttle


@dataclass(frozen=True, slots=True)
class Budget:
    """`limit` tries of `key` in `seconds`. After `free` tries each further one has to wait, twice as long every time."""

    key: str
    limit: int
    seconds: int
    free: int | None = None

    def pause(self, count: int) -> int:
        """Seconds to wait after the `count`-th try."""
        if self.free is None or count < self.free:
            return 0
        return min(self.seconds, 2 ** min(count - self.free + 1, 20))


class Spent(Exception):
    """A budget is used up. `seconds` until the next try may be made."""

    def __init__(self, key: str, seconds: int) -> None:
        super().__init__(key)
        self.key = key
        self.seconds = seconds


@transaction.atomic
def take(*budgets: Budget) -> None:
    """Take one try from every budget, or none and raise `Spent` when one of them has nothing left."""
    now = timezone.now()
    if secrets.randbelow(200) == 0:
        sweep()
    rows = _locked(budgets, now)
    worst: Spent | None = None
    for budget in budgets:
        row = rows[budget.key]
        if row.until <= now:
            row.count, row.until, row.not_before = 0, now + timedelta(seconds=budget.seconds), now
        free_at = row.until if row.count >= budget.limit else row.not_before
        if free_at > now:
            wait = int((free_at - now).total_seconds()) + 1
            if worst is None or wait > worst.seconds:
                worst = Spent(budget.key, wait)
    if worst:
        raise worst
    for budget in budgets:
        row = rows[budget.key]
        row.count += 1
        row.not_before = now + timedelta(seconds=budget.pause(row.count))
    Throttle.objects.bulk_update(rows.values(), ["count", "until", "not_before"])


def _locked(budgets: Sequence[Budget], now: datetime) -> dict[str, Throttle]:
    Throttle.objects.bulk_create(
        [Throttle(key=b.key, until=now + timedelta(seconds=b.seconds), not_before=now) for b in budgets], ignore_conflicts=True)
    keys = [b.key for b in budgets]
    return {row.key: row for row in Throttle.objects.select_for_update().filter(pk__in=keys).order_by("pk")}


def give_back(*budgets: Budget) -> None:
    """The try was right, or was not made: it does not count."""
    Throttle.objects.filter(pk__in=[b.key for b in budgets], count__gt=0).update(count=F("count") - 1, not_before=timezone.now())


def forget(*keys: str) -> None:
    """Clear what was counted for these keys."""
    Throttle.objects.filter(pk__in=keys).delete()


def sweep() -> None:
    """Drop the budgets whose window is over."""
    Throttle.objects.filter(until__lt=timezone.now()).delete()
