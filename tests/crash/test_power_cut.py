"""D3: what was acknowledged survives a power cut, on the embedded database as we set it up.

The transaction has the shape of a submitted question (number, idempotency answer, event, job) on our own tables.
"""

from __future__ import annotations

import os
import random
import re

import apsw
import pytest
from django.conf import settings
from django.db import connection

from tests.crash.disk import Disk, PowerCut

CUTS = int(os.environ.get("CRASH_CUTS", "100"))
NOW = "2026-11-23 08:00:00"


@pytest.fixture
def schema(db):
    """Our tables as the migrations make them."""
    if connection.vendor != "sqlite":
        pytest.skip("the embedded database only")
    names = ("numbering_counter", "idempotency_answer", "events_event", "jobs_job")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN (%s, %s, %s, %s) ORDER BY type DESC", names)
        return [row[0] for row in cursor.fetchall()]


def pragmas(synchronous: str) -> str:
    """The statements that the product opens every connection with; exclusive locking, since this disk has no shared memory."""
    ours = str(settings.DATABASES["default"]["OPTIONS"]["init_command"])
    assert "synchronous=FULL" in ours
    assert "journal_mode=WAL" in ours
    ours = re.sub(r"PRAGMA mmap_size=\d+;", "", ours).replace("synchronous=FULL", f"synchronous={synchronous}")
    return f"PRAGMA locking_mode=EXCLUSIVE;{ours};PRAGMA wal_autocheckpoint=120;PRAGMA foreign_keys=OFF"


def submit(base: apsw.Connection, n: int) -> int:
    """One submission; the number is acknowledged when this returns."""
    base.execute("BEGIN IMMEDIATE")
    number = base.execute("INSERT INTO numbering_counter (prefix, last) VALUES ('OD', 1) ON CONFLICT (prefix) DO UPDATE SET last = last + 1 "
                          "RETURNING last").fetchall()[0][0]
    base.execute("INSERT INTO idempotency_answer (user_id, key, fingerprint, result, at) VALUES (1, ?, 'f', ?, ?)", (f"key-{n}", f'"{number}"', NOW))
    base.execute("INSERT INTO events_event (verb, subject, at, data) VALUES ('ticket.asked', ?, ?, ?)", (f"ticket:{number}", NOW, '{"x":"' + "字" * 300 + '"}'))
    base.execute("INSERT INTO jobs_job (name, payload, dedup, state, due_at, attempts, worker, done, message, error, trace, created_at) "
                 "VALUES ('x', ?, '', 'ready', ?, 0, '', 0, '', '', '', ?)", (f"{number}", NOW, NOW))
    base.execute("COMMIT")
    return int(number)


def prepared(schema: list[str]) -> dict[str, bytes]:
    """A disk with our tables and some rows."""
    disk = Disk("prepared", {})
    base = apsw.Connection("db", vfs="prepared")
    base.execute(pragmas("FULL")).fetchall()
    for statement in schema:
        base.execute(statement)
    for n in range(5):
        submit(base, -n - 1)
    base.close()
    assert set(disk.files) == {"db"}, "a clean end leaves one file"
    return {path: bytes(content.safe) for path, content in disk.files.items()}


def lost_in(start: dict[str, bytes], seed: int, synchronous: str) -> int:
    """Write until the power fails, read what is left: how many acknowledged submissions are missing. Damage raises AssertionError."""
    chance = random.Random(seed)
    before = f"before-{synchronous}-{seed}"
    disk = Disk(before, start, cut_after=chance.randrange(5, 2000))
    acknowledged = [1, 2, 3, 4, 5]
    base = None
    try:
        base = apsw.Connection("db", vfs=before)
        base.execute(pragmas(synchronous)).fetchall()
        for n in range(40):
            acknowledged.append(submit(base, n))
    except (PowerCut, apsw.Error):
        pass
    left = disk.after_a_cut(chance)
    disk.cut_after = None
    if base is not None:
        base.close(True)
    disk.unregister()

    after = Disk(f"after-{synchronous}-{seed}", left)
    base = apsw.Connection("db", vfs=f"after-{synchronous}-{seed}")
    base.execute(pragmas(synchronous)).fetchall()
    assert base.execute("PRAGMA journal_mode").fetchall() == [("wal",)]
    assert base.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    numbers = [int(row[0].strip('"')) for row in base.execute("SELECT result FROM idempotency_answer ORDER BY id")]
    events = [row[0] for row in base.execute("SELECT subject FROM events_event ORDER BY id")]
    jobs = [int(row[0]) for row in base.execute("SELECT payload FROM jobs_job ORDER BY id")]
    last = base.execute("SELECT last FROM numbering_counter").fetchall()[0][0]
    assert numbers == list(range(1, last + 1)), "numbers have a gap or a double"
    assert events == [f"ticket:{n}" for n in numbers]
    assert jobs == numbers, "the outbox and the events differ"
    submit(base, 1000)
    base.close()
    after.unregister()
    return len(set(acknowledged) - set(numbers))


@pytest.mark.durability("D3", "D7", "D12")
def test_acknowledged_work_survives_power_cuts(schema):
    start = prepared(schema)
    assert [lost_in(start, seed, "FULL") for seed in range(CUTS)] == [0] * CUTS


@pytest.mark.durability("D3")
def test_the_disk_of_this_test_does_lose_what_was_not_synced(schema):
    start = prepared(schema)
    assert sum(lost_in(start, seed, "NORMAL") for seed in range(25)) > 0
