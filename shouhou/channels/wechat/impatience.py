"""Waiting for the database no longer than WeChat waits for us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def impatient(seconds: float) -> Iterator[None]:
    """Inside the block a locked database raises OperationalError after about this long, instead of the usual 20 seconds."""
    usual = getattr(connection, "patience", None)
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {int(seconds * 1000)}")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
        return
    connection.patience = seconds / 2  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        was = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 500)}")
    try:
        yield
    finally:
        connection.patience = usual  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {was}")
