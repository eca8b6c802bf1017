"""When the last backup was made: a small file in DATA_DIR, written by `shouhou backup` when it is done."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

NAME = "last-backup.json"


def note(size: int) -> None:
    """A backup of so many bytes has just been finished. It is not told where, for this page shows it."""
    path: Path = settings.DATA_DIR / NAME
    fresh = path.with_suffix(".part")
    fresh.write_text(json.dumps({"made_at": datetime.now(UTC).isoformat(), "bytes": size}))
    fresh.replace(path)


def last() -> tuple[datetime, int] | None:
    """When the last backup was finished, and its size in bytes; None when none is known."""
    try:
        kept = json.loads((settings.DATA_DIR / NAME).read_text())
        return datetime.fromisoformat(kept["made_at"]), int(kept["bytes"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
