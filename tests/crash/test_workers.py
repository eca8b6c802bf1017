"""D14, D15: two worker processes, one of them killed again and again in the middle of its work."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import house_server
from tests.crash.under_fire import ROUNDS
from tests.machine import processes

ERRANDS = 30
POISON = 1000


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.durability("D14", "D15")
def test_killed_workers_lose_no_job_and_fire_no_schedule_twice(tmp_path):
    data = tmp_path / "data"
    env = house_server.environment(data, 0)
    subprocess.run([sys.executable, "-m", "shouhou", "token", "nobody"], env=env, cwd=processes.ROOT, capture_output=True)  # makes the tables
    base = sqlite3.connect(data / "shouhou.sqlite3", timeout=20, isolation_level=None)
    now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    for n in [*range(ERRANDS), POISON]:
        base.execute("INSERT INTO jobs_job (name, payload, dedup, state, due_at, attempts, worker, done, message, error, trace, created_at) "
                     "VALUES ('crash.errand', ?, '', 'ready', ?, ?, '', 0, '', '', '', ?)",
                     (json.dumps({"n": n, "poison": n == POISON}), now, 6 if n == POISON else 0, now))

    def worker() -> subprocess.Popen[bytes]:
        return processes.start([sys.executable, "-m", "tests.crash.errands", str(tmp_path)], log=tmp_path / "log", env=env, cwd=processes.ROOT)

    def waiting() -> int:
        return base.execute("SELECT count(*) FROM jobs_job WHERE name = 'crash.errand' AND state NOT IN ('done', 'dead')").fetchone()[0]

    workers = [worker(), worker()]
    kills = 0
    deadline = time.monotonic() + 60
    try:
        while waiting() or kills < max(3, ROUNDS) or len(set(lines(tmp_path / "ticks"))) < 2:
            assert time.monotonic() < deadline, f"{waiting()} jobs are still not done"
            time.sleep(random.uniform(0.2, 0.6))
            for place, process in enumerate(workers):
                if process.poll() is not None:  # the poison took it
                    workers[place] = worker()
            if kills < max(3, ROUNDS) and len(lines(tmp_path / "begun")) > 3 * kills:
                os.killpg(workers[0].pid, signal.SIGKILL)
                workers[0].wait()
                workers[0] = worker()
                kills += 1
    finally:
        for process in workers:
            processes.stop(process, signal.SIGKILL)

    states = dict(base.execute("SELECT state, count(*) FROM jobs_job WHERE name = 'crash.errand' GROUP BY state"))
    assert states == {"done": ERRANDS, "dead": 1}, "the poison is a dead letter, everything else was done"
    assert set(lines(tmp_path / "ended")) == {str(n) for n in range(ERRANDS)}, "no job lost"
    begun = Counter(line.split()[0] for line in lines(tmp_path / "begun"))
    assert begun[str(POISON)] == 2, "two tries were left to it"
    ticks = Counter(lines(tmp_path / "ticks"))
    assert len(ticks) >= 2
    assert max(Counter(json.loads(row[0])["due"] for row in base.execute(
        "SELECT payload FROM jobs_job WHERE name = 'crash.tick'")).values()) == 1, "each due time is queued once"
    base.close()
