"""D13: the worker is killed at the moment the other side has taken a push and nobody has written that down."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter

import pytest

from tests import house_server
from tests.crash.under_fire import ROUNDS
from tests.doubles.wechat import WechatServer
from tests.machine import processes

SEND = "/cgi-bin/message/template/send"
FOLLOWER = "oFollower00000000000000001"


@pytest.mark.durability("D13")
def test_killed_after_the_other_side_took_it_nothing_is_lost_or_seen_twice(tmp_path):
    kills = max(3, ROUNDS)
    notices = kills + 9
    data = tmp_path / "data"
    env = house_server.environment(data, 0)
    me = [sys.executable, "-m", "tests.crash.postmen"]
    subprocess.run([sys.executable, "-m", "shouhou", "token", "nobody"], env=env, cwd=processes.ROOT, capture_output=True)  # makes the tables
    with WechatServer() as wechat:
        wechat.followers.add(FOLLOWER)
        subprocess.run([*me, "write", str(notices), wechat.url, wechat.appid, wechat.secret, FOLLOWER], env=env, cwd=processes.ROOT, check=True)
        workers: list[subprocess.Popen[bytes]] = []
        killed = 0

        def die() -> None:
            nonlocal killed
            if killed < kills and workers and workers[-1].returncode is None:
                os.killpg(workers[-1].pid, signal.SIGKILL)
                workers[-1].wait()
                killed += 1

        wechat.taken = die
        base = sqlite3.connect(data / "shouhou.sqlite3", timeout=20, isolation_level=None)

        def states() -> dict[str, int]:
            return dict(base.execute("SELECT state, count(*) FROM notifications_delivery GROUP BY state").fetchall())

        deadline = time.monotonic() + 60 + 10 * kills
        try:
            while states() != {"sent": notices}:
                assert time.monotonic() < deadline, f"not all went out: {states()} after {killed} kills\n" + (tmp_path / "log").read_text()[-2000:]
                if not workers or workers[-1].poll() is not None:
                    workers.append(processes.start([*me, "carry"], log=tmp_path / "log", env=env, cwd=processes.ROOT))
                time.sleep(0.1)
        finally:
            for process in workers:
                processes.stop(process, signal.SIGKILL)
        asked = Counter(given["client_msg_id"] for path, given in wechat.asked if path == SEND)
        marks = {row[0] for row in base.execute("SELECT dedup FROM notifications_delivery")}
        base.close()
        assert killed == kills
        assert len(wechat.sent) == notices, "each was seen once"
        assert set(asked) == marks and asked.total() >= notices + kills, "what was in doubt was asked again, with the mark it had"
