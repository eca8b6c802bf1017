"""Rebuilding in the background."""

from __future__ import annotations

from typing import Any

from shouhou.foundation.jobs import Report, job
from shouhou.foundation.search.rebuilding import SOURCES, rebuild


@job("search.rebuild", tries=3, long=True)
def rebuild_all(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Index everything anew, or only the kinds named in `{"kinds": […]}`. Answers how many documents of each kind there are."""
    found: dict[str, int] = {}
    for kind in payload.get("kinds") or list(SOURCES):
        before = sum(found.values())
        found[kind] = rebuild(kind, lambda done, kind=kind, before=before: progress(before + done, None, kind))  # type: ignore[misc]
    return found
