"""Keeping the store and the rows true to each other."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as word

from shouhou.foundation.files import blobs
from shouhou.foundation.files.far import ASIDE, Store, store
from shouhou.foundation.files.models import File
from shouhou.foundation.jobs import schedule

LOOSE_FOR = timedelta(hours=24)
YOUNG = 3600
"""Seconds in which a blob without a row may still be on its way to one."""


@schedule("files.sweep", label=word("清理没有用到的附件"), every=6 * 3600)
def sweep(payload: dict[str, Any], progress: Any) -> dict[str, int]:
    """Delete uploads nobody used for a day, and bytes that no row names. Reports rows whose bytes are missing."""
    return swept(now=time.time())


def swept(*, now: float, young: int = YOUNG) -> dict[str, int]:
    """The sweep itself; answers how many rows and blobs went and how many rows miss their bytes."""
    rows, _ = File.objects.loose().filter(created_at__lt=timezone.now() - LOOSE_FOR).delete()
    named = set(File.objects.values_list("sha256", flat=True).distinct().iterator())
    gone = 0
    for blob in blobs.all_blobs():
        is_half = blob.name.startswith(".")
        if (is_half or blob.name[:64] not in named) and is_old(blob, now, young):
            gone += blobs.drop(blob) if is_half else dropped(blob, now, young)
    if far := store():
        return {"rows": rows, "blobs": gone + blobs.evicted(far.cache), **swept_far(far, named, now=now, young=young)}
    missing = sum(1 for digest in named if not blobs.path_of(digest).exists())
    return {"rows": rows, "blobs": gone, "missing": missing}


def swept_far(far: Store, named: set[str], *, now: float, young: int) -> dict[str, int]:
    """The same in the far store. Bytes that no row names lie aside for a day: an upload of the same bytes at that moment gets them back."""
    kept, put_aside = dict(far.kept()), dict(far.kept(ASIDE))
    orphans = [digest for digest, came in kept.items() if digest not in named and now - came > young]
    for digest in orphans:
        far.put_aside(digest)
    for digest, came in [*put_aside.items(), *((one, now) for one in orphans)]:
        if File.objects.filter(sha256=digest).exists():
            far.put_back(digest)
            kept[digest] = came
        elif now - came > LOOSE_FOR.total_seconds():
            far.forget(digest)
    return {"far": len(orphans), "missing": len(named - kept.keys())}


def is_old(blob: Path, now: float, young: int) -> bool:
    """Whether it has lain longer than an upload takes; what is gone is not old."""
    try:
        return now - blob.stat().st_mtime > young
    except FileNotFoundError:
        return False


def dropped(blob: Path, now: float, young: int) -> bool:
    """Delete bytes that no row names, unless the same bytes come in again at this moment.

    They are put aside first: an upload that writes them afterwards makes its own; one that wrote them before is seen by their age
    or by its row, and they are put back.
    """
    aside = blob.with_name(f".{blob.name}.aside")
    try:
        blob.rename(aside)
    except FileNotFoundError:
        return False
    if blob.exists() or (is_old(aside, now, young) and not File.objects.filter(sha256=blob.name[:64]).exists()):
        return blobs.drop(aside)
    aside.rename(blob)
    return False
