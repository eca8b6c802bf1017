"""Wildcard indexes in the background."""

from __future__ import annotations

from typing import Any

from django.db import connection

from shouhou.foundation.grid.building import rebuild
from shouhou.foundation.grid.indexing import can_index, exists, is_whole, table
from shouhou.foundation.grid.registry import GRIDS
from shouhou.foundation.jobs import Report, enqueue, job, schedule


@job("grid.rebuild", tries=3, long=True)
def rebuild_index(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Index a grid's rows anew: `{"grid": key}`. Answers how many there are."""
    return {"rows": rebuild(payload["grid"], lambda done: progress(done, None, payload["grid"]))}


@schedule("grid.tend", every=600)
def tend(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Have indexes built that are wanted and not whole, and sort the newest rows into PostgreSQL's."""
    wanted = 0
    for grid in [one for one in GRIDS.values() if one.index and can_index()]:
        if not is_whole(grid):
            enqueue("grid.rebuild", {"grid": grid.key}, dedup=f"grid.rebuild:{grid.key}")
            wanted += 1
        elif connection.vendor == "postgresql" and exists(grid):
            with connection.cursor() as cursor:
                cursor.execute("SELECT gin_clean_pending_list(%s)", [f"{table(grid)}_grams"])
    return {"wanted": wanted}
