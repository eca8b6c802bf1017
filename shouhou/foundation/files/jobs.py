"""Keeping the store and the rows true to each other."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone

from shouhou.foundation.files import blobs
from shouhou.foundation.files.models import File
from shouhou.foundation.jobs import schedule

LOOSE_FOR = timedelta(hours=24)
YOUNG = 3600
"""Seconds in which a blob without a row may still be on its way to one."""


@schedule("files.sweep", every=6 * 3600)
def sweep(payload: dict[str, Any], progress: Any) -> dict[str, int]:
    """Delete uploads nobody used for a day, and bytes that no row names. Reports rows whose bytes are missing."""
    return swept(now=time.time())


def swept(*, now: float, young: int = YOUNG) -> dict[str, int]:
    """The sweep itself; answers how many rows and blobs went and how many rows miss their bytes."""
    rows, _ = File.objects.loose().filter(created_at__lt=timezone.now() - LOOSE_FOR).delete()
    named = set(File.objects.values_list("sha256", flat=True).distinct().iterator())
    gone = 0
    for blob in blobs.all_blobs():
        digest = blob.name.lstrip(".")[:64]
        if digest not in named and now - blob.stat().st_mtime > young:
            blob.unlink(missing_ok=True)
            gone += 1
    missing = sum(1 for digest in named if not blobs.path_of(digest).exists())
    return {"rows": rows, "blobs": gone, "missing": missing}
