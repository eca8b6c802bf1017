"""Budgets: how many tries a key has in a window. Checked before anything costly is done (security: rows 7-9)."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from shouhou.foundation.accounts.models import Throttle


def spent(key: str, limit: int) -> bool:
    """Whether this key has used up its budget."""
    return Throttle.objects.filter(pk=key, until__gt=timezone.now(), count__gte=limit).exists()


@transaction.atomic
def count(key: str, seconds: int) -> int:
    """Count one try; the window begins with the first. Answers how many there were in it."""
    now = timezone.now()
    row, _ = Throttle.objects.select_for_update().get_or_create(pk=key, defaults={"until": now + timedelta(seconds=seconds)})
    if row.until <= now:
        row.count, row.until = 0, now + timedelta(seconds=seconds)
    row.count += 1
    row.save()
    return row.count


def forget(*keys: str) -> None:
    """A success clears what failures had counted."""
    Throttle.objects.filter(pk__in=keys).delete()
