"""Budgets: how many tries a key has in a window. Spent before anything costly is done, kept in the database.

A try is taken from every budget it touches in one transaction, so tries that come at once cannot slip past; a try that
turns out right is given back.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from shouhou.foundation.accounts.lightly import lightly
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


def take(*budgets: Budget) -> None:
    """Take one try from every budget, or none and raise `Spent` when one of them has nothing left."""
    with lightly(), transaction.atomic():
        _take(budgets)


def _take(budgets: Sequence[Budget]) -> None:
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
    _write(rows.values())


TABLE = Throttle._meta.db_table
"""What follows is written by hand because it stands in front of every sign-in: a fifth of what the ORM needs for the same."""


def _locked(budgets: Sequence[Budget], now: datetime) -> dict[str, Throttle]:
    """The rows of these budgets, made where missing, held until the transaction ends."""
    adapt, keys = connection.ops.adapt_datetimefield_value, sorted(b.key for b in budgets)
    seconds = {b.key: b.seconds for b in budgets}
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE} (key, count, until, not_before) VALUES (%s, 0, %s, %s) ON CONFLICT DO NOTHING",  # noqa: S608
                           [(key, adapt(now + timedelta(seconds=seconds[key])), adapt(now)) for key in keys])
        places, hold = ", ".join(["%s"] * len(keys)), " FOR UPDATE" if connection.features.has_select_for_update else ""
        cursor.execute(f"SELECT key, count, until, not_before FROM {TABLE} WHERE key IN ({places}) ORDER BY key{hold}", keys)  # noqa: S608
        found = cursor.fetchall()
    return {key: Throttle(key=key, count=count, until=_moment(until), not_before=_moment(before)) for key, count, until, before in found}


def _moment(kept: Any) -> datetime:
    """A column as the driver gives it: PostgreSQL's a moment, SQLite's the text of one in UTC."""
    return kept if isinstance(kept, datetime) and kept.tzinfo else datetime.fromisoformat(str(kept)).replace(tzinfo=UTC)


def _write(rows: Iterable[Throttle]) -> None:
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {TABLE} SET count = %s, until = %s, not_before = %s WHERE key = %s",  # noqa: S608
                           [(row.count, adapt(row.until), adapt(row.not_before), row.key) for row in rows])


def give_back(*budgets: Budget) -> None:
    """The try was right, or was not made: it does not count."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {TABLE} SET count = count - 1, not_before = %s WHERE key = %s AND count > 0",  # noqa: S608
                           [(now, key) for key in sorted(b.key for b in budgets)])


def forget(*keys: str) -> None:
    """Clear what was counted for these keys."""
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE key = %s", [(key,) for key in keys])  # noqa: S608


def sweep() -> None:
    """Drop the budgets whose window is over."""
    Throttle.objects.filter(until__lt=timezone.now()).delete()
