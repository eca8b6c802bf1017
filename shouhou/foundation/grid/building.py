"""Building a wildcard index from what the rows hold, in short transactions, while everyone goes on working."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection, transaction
from django.utils import timezone

from shouhou.foundation.grid.declaring import Grid
from shouhou.foundation.grid.indexing import PIECE, can_index, model, put, table, texts
from shouhou.foundation.grid.models import WildcardIndex
from shouhou.foundation.grid.registry import the

SQLITE = "CREATE VIRTUAL TABLE {name} USING fts5(text, content='', contentless_delete=1, tokenize='trigram case_sensitive 1', detail=none)"
POSTGRESQL = "CREATE TABLE {name} (id bigint PRIMARY KEY, grams int[] NOT NULL)"
GIN = "CREATE INDEX {name}_grams ON {name} USING gin (grams) WITH (fastupdate = on, gin_pending_list_limit = 4096)"


def rebuild(key: str, progress: Callable[[int], None] = lambda done: None) -> int:
    """Index every row of a grid anew; answers how many there are. Until it is done the list reads rows instead of asking the index.

    On SQLite older than 3.43 there is no index, and 0 is answered.
    """
    grid = the(key)
    if not can_index():
        return 0
    begin(grid)
    rows, last, done = model(grid)._base_manager.order_by("pk"), 0, 0
    while True:
        with transaction.atomic():
            batch = list(texts(grid, rows.filter(pk__gt=last)[:PIECE]))
            put(grid, batch)
        if not batch:
            break
        last, done = batch[-1][0], done + len(batch)
        progress(done)
    finish(grid)
    return done


@transaction.atomic
def begin(grid: Grid) -> None:
    """An empty table, which verbs write from now on."""
    name = table(grid)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {name}")
        if connection.vendor == "sqlite":
            cursor.execute(SQLITE.format(name=name))
        else:
            cursor.execute(POSTGRESQL.format(name=name))
            cursor.execute(GIN.format(name=name))
    WildcardIndex.objects.update_or_create(grid=grid.key, defaults={"is_whole": False, "built_at": None})


def finish(grid: Grid) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table(grid)}")
    WildcardIndex.objects.filter(grid=grid.key).update(is_whole=True, built_at=timezone.now())
