"""Sealing all the time, looking every night."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as word

from shouhou.foundation.jobs import Report, schedule
from shouhou.foundation.sealing.closing import seal
from shouhou.foundation.sealing.looking import verify


@schedule("sealing.seal", label=word("封存操作记录"), every=600)
def close(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Seal what has settled since."""
    return {"rows": seal(progress)}


@schedule("sealing.verify", label=word("核对操作记录"), at="03:40", long=True)
def look(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Compute the whole chain again."""
    found = verify(progress)
    return {"rows": found.rows, "wrong": len(found.wrong)}
