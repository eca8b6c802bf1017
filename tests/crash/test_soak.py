"""Hours of ordinary work: nothing grows that should not. `SOAK_SECONDS` asks for more; eight hours are the full measure of D30."""

from __future__ import annotations

import os
import threading
import time
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.crash.test_serve import resident, signed_in
from tests.crash.under_fire import House, house, question, token

SECONDS = float(os.environ.get("SOAK_SECONDS", "9"))
GROWTH = 0.05
SHORT = 12.0
"""MiB that a run of a minute may still warm up by: pools, caches and the allocator have not met every page yet."""
WAL = 64 << 20


def descriptors(target: House) -> int:
    assert target.process is not None
    return len(os.listdir(f"/proc/{target.process.pid}/fd"))


def work(target: House, number: int, secret: str, session: str, body: dict[str, object], over: threading.Event, wrong: list[object]) -> None:
    """A customer and a consultant in turns: ask, list, open, search, follow a page's pushes and leave it."""
    serial = count()
    while not over.is_set():
        n = next(serial)
        status, made = target.ask("POST", "/api/v1/tickets", body, secret=secret, key=f"soak-{number}-{n}-{time.time_ns()}")
        if status != 201:
            wrong.append((status, made))
            continue
        for path in ("/api/v1/tickets?limit=20", f"/api/v1/tickets/{made['number']}", "/healthz"):
            status, answer = target.ask("GET", path, secret=secret)
            if status != 200:
                wrong.append((path, status, answer))
        if n % 5 == 0:
            with suppress(TimeoutError), connect(f"ws://127.0.0.1:{target.port}/live", additional_headers={"Cookie": f"session={session}"},
                                                 origin=f"http://127.0.0.1:{target.port}") as page:  # type: ignore[arg-type]
                page.send('{"subscribe": ["tickets.queue"]}')
                page.recv(timeout=5)


@pytest.mark.durability("D30")
def test_nothing_grows_while_people_work(tmp_path):
    with house(tmp_path / "data") as target:
        secret, session = token(target.data, "jiahe"), signed_in(target)
        over, wrong, body = threading.Event(), [], question(target, secret)
        people = [threading.Thread(target=work, args=(target, n, secret, session, body, over, wrong)) for n in range(4)]
        for person in people:
            person.start()
        time.sleep(SECONDS / 3)
        memory, files = resident(target), descriptors(target)
        time.sleep(SECONDS * 2 / 3)
        grown, open_ = resident(target) - memory, descriptors(target)
        over.set()
        for person in people:
            person.join(30)
        assert wrong == []
        assert grown < max(memory * GROWTH, SHORT if SECONDS < 600 else 0.0), f"{memory:.0f} MiB grew by {grown:.1f}"
        assert open_ <= files + 12, "descriptors come and go with connections, and go"
        wal = Path(target.data / "shouhou.sqlite3-wal")
        assert wal.stat().st_size < WAL
