"""What DATABASE_URL says, as Django wants to hear it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from shouhou.config.postgresql import PATIENCE


class Unknown(ValueError):
    """Not an address of a database that the product runs on."""


def database(url: str, folder: Path) -> dict[str, Any]:
    """The database of this address; none is the embedded one in `folder`. Raises `Unknown`."""
    if url.startswith(("postgres://", "postgresql://")):
        parts = urlsplit(url)
        return {
            "ENGINE": "shouhou.config.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or dict(parse_qsl(parts.query)).get("host", ""),
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 0,
            "OPTIONS": {"pool": {"min_size": 2, "max_size": 16, "timeout": PATIENCE}, "prepare_threshold": 5},  # see foundation.prepared.planning
        }
    if url and not url.startswith("sqlite:///"):
        raise Unknown(url)
    return {
        "ENGINE": "shouhou.config.sqlite",
        "NAME": url.removeprefix("sqlite:///") or folder / "shouhou.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
            "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-8000;PRAGMA temp_store=MEMORY;",
        },
        "TEST": {"NAME": None},
    }
