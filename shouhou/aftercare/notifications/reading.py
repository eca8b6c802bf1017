"""Whether a person has read what was told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from shouhou.aftercare.notifications.models import Notice
from shouhou.foundation import live
from shouhou.foundation.accounts.models import User


def mark(by: User, *, is_read: bool, pks: Iterable[int] | None = None) -> int:
    """Mark one's own notices (all, or these) as read or as unread again; how many changed. The bell follows at once."""
    rows: Any = Notice.objects.visible_to(by).filter(read_at__isnull=is_read)
    changed: int = (rows if pks is None else rows.filter(pk__in=pks)).update(read_at=timezone.now() if is_read else None)
    if changed:
        left = Notice.objects.visible_to(by).unread().order_by().values_list("pk")[:100]
        live.publish_on_commit(f"user:{by.pk}", {"badges": {"notices": len(left)}})
    return changed
