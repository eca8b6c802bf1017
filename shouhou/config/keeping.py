"""Who is using DATA_DIR right now: a lock that `serve` and `worker` hold, and that `restore` needs for itself."""

from __future__ import annotations

import contextlib
import os
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.utils import ConnectionHandler

try:
    import fcntl
except ImportError:  # Windows: nothing is locked there
    fcntl = None  # type: ignore[assignment]


def hold(*, alone: bool) -> IO[str] | None:
    """Hold DATA_DIR until the answered file is closed: `alone`, or together with others. None when somebody is in the way."""
    path = settings.DATA_DIR / "in-use.lock"
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    if fcntl is not None:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            with contextlib.suppress(OSError):
                file.close()
            return None
    return file


def strangers() -> int:
    """How many other connections PostgreSQL has to our database: processes on other machines, which no lock of ours sees. 0 on SQLite."""
    if connection.vendor != "postgresql":
        return 0
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    asking = ConnectionHandler({"default": {**connection.settings_dict, "OPTIONS": {}}})["default"]
    try:
        with asking.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                           "AND backend_type = 'client backend'")
            return int(cursor.fetchone()[0])
    finally:
        asking.close()
