"""D5: what a commit costs that a power cut cannot take back, on the embedded database as we open it."""

from __future__ import annotations

import os
import sqlite3
import time

import pytest
from django.conf import settings

from shouhou.config.databases import database

LEAST = 500
"""Commits a second; on a disk that reaches less with bare writes, a third of those."""


def bare(path, seconds: float = 1.0) -> float:
    """Writes of a page a second that reach this disk."""
    descriptor, count, end = os.open(path, os.O_WRONLY | os.O_CREAT), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        os.write(descriptor, b"x" * 4096)
        os.fdatasync(descriptor)
        count += 1
    os.close(descriptor)
    return count / seconds


def commits(path, synchronous: str, seconds: float = 1.5) -> float:
    """Single commits a second with our own statements at the opening."""
    base = sqlite3.connect(path, isolation_level=None)
    for statement in str(database("", settings.DATA_DIR)["OPTIONS"]["init_command"]).split(";"):
        base.execute(statement.replace("synchronous=FULL", f"synchronous={synchronous}"))
    base.execute("CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, said TEXT)")
    count, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        base.execute("BEGIN IMMEDIATE")
        base.execute("INSERT INTO kept (said) VALUES ('x')")
        base.execute("COMMIT")
        count += 1
    base.close()
    return count / seconds


@pytest.mark.durability("D5")
def test_five_hundred_safe_commits_a_second(tmp_path):
    disk, safe, unsafe = bare(tmp_path / "bare"), commits(tmp_path / "full", "FULL"), commits(tmp_path / "normal", "NORMAL")
    print(f"\n{disk:,.0f} bare writes/s; {safe:,.0f} commits/s with FULL, {unsafe:,.0f} with NORMAL")
    assert safe >= min(LEAST, disk / 3)
