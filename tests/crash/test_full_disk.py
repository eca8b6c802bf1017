"""D20: the disk fills up while people ask. Nothing answered is lost, what cannot be kept is refused with 507, reading goes on, and
when there is room again everything works without a restart.

A small disk of its own (tmpfs) needs the right to mount one. Planted bug that it must catch: an exception of a full disk taken for a
fault of ours (500), and the counter raised in a transaction of its own.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import sqlite3
import subprocess
import time
import uuid

import pytest

from tests.crash.test_backup import question
from tests.crash.test_serve import signed_in
from tests.crash.test_uploads import upload
from tests.crash.under_fire import house, token


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 48 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", str(place)], capture_output=True).returncode != 0:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.durability("D20")
def test_a_full_disk_refuses_and_forgets_nothing(small_disk):
    data, ballast = small_disk / "data", small_disk / "ballast"
    answered: list[str] = []
    with house(data) as target:
        session, secret = signed_in(target, "jiahe"), token(data, "jiahe")
        body = question(target, secret)

        def ask() -> int:
            with contextlib.suppress(OSError, http.client.HTTPException):
                status, answer = target.ask("POST", "/api/v1/tickets", body, secret=secret, key=uuid.uuid4().hex)
                if status == 201:
                    answered.append(answer["number"])
                return status
            return 0

        assert [ask() for _ in range(5)] == [201] * 5
        with ballast.open("wb") as out, contextlib.suppress(OSError):
            while True:
                out.write(b"x" * 65536)
                out.flush()
        seen = []
        for _ in range(400):
            seen.append(ask())
            if seen[-10:].count(507) == 10:
                break
            with ballast.open("ab") as out, contextlib.suppress(OSError):  # what a checkpoint freed is taken again
                out.write(b"x" * 262144)
        assert set(seen) <= {201, 507}, set(seen)
        assert seen[-1] == 507
        assert target.ask("GET", "/api/v1/tickets", secret=secret)[0] == 200, "reading goes on"
        assert target.ask("GET", "/healthz")[0] == 200
        assert upload(target, session, b"x" * 300000)[0] in {400, 507}
        os.truncate(ballast, 0)
        end = time.monotonic() + 10
        while ask() != 201:
            assert time.monotonic() < end, "there is room again"
            time.sleep(0.1)
        assert upload(target, session, b"y" * 300000)[0] in {201, 400}
        assert target.stop() == 0
    base = sqlite3.connect(data / "shouhou.sqlite3")
    assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    numbers = [row[0] for row in base.execute("SELECT number FROM tickets_ticket ORDER BY number")]
    kept = {row[0] for row in base.execute("SELECT number FROM tickets_ticket WHERE source = 'api'")}
    events = base.execute("SELECT count(*) FROM events_event WHERE verb = 'ticket.asked'").fetchone()[0]
    base.close()
    assert kept == set(answered), "kept exactly what was answered"
    assert numbers == [f"OD{n:09d}" for n in range(1, len(numbers) + 1)]
    assert events == len(numbers)
    print(f"\n{len(answered)} answered, {seen.count(507)} refused with 507")
