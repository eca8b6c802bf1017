"""Commits that need not wait for the disk: budgets of tries, sessions, the note that somebody signed in.

SQLite with `synchronous=FULL` waits for the disk at every commit, several milliseconds each; a sign-in would wait longer for that
than for the hash. With NORMAL a commit survives the end of the process and is on the disk with the next full commit or checkpoint;
only a power cut in between takes it back, and then somebody signs in once more. See docs/decisions. PostgreSQL is left as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def lightly() -> Iterator[None]:
    """`transaction.atomic()` whose commit does not wait for the disk; inside another transaction it is that transaction's part."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor != "sqlite":
        with transaction.atomic():
            yield
        return
    _set("NORMAL")
    try:
        with transaction.atomic():
            yield
    finally:
        _set("FULL")


def _set(level: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA synchronous={level}")
