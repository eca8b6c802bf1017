"""The server as a process: start, slow clients, memory, sockets, an orderly end, an upgrade."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests import house_server
from tests.crash.under_fire import house
from tests.machine import processes

SLOW = 300


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with house(tmp_path_factory.mktemp("serve") / "data", METRICS_TOKEN="a-token-for-metrics") as target:
        target.log = target.data.parent / "serve.log"
        yield target


def signed_in(target, username="guwen", password="demo2026"):
    """A session key, by the sign-in page."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=20)
    connection.request("GET", "/login")
    answer = connection.getresponse()
    text = answer.read().decode()
    csrf = answer.getheader("Set-Cookie").split("csrftoken=")[1].split(";")[0]
    field = text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    connection.request("POST", "/login", f"csrfmiddlewaretoken={field}&username={username}&password={password}",
                       {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={csrf}",
                        "Origin": f"http://127.0.0.1:{target.port}"})
    answer = connection.getresponse()
    answer.read()
    cookies = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return next(c.split("session=")[1].split(";")[0] for c in cookies if c.startswith("session="))


def resident(target) -> float:
    """MiB of the process that are its own."""
    rollup = Path(f"/proc/{target.process.pid}/smaps_rollup").read_text()
    return int(rollup.split("Pss:")[1].split()[0]) / 1024


def test_the_first_lines_say_where_and_who(served):
    lines = served.log.read_text().splitlines()
    assert any(f"http://127.0.0.1:{served.port}" in line for line in lines[:3])
    assert any("jiahe" in line and "demo2026" not in line for line in lines)
    assert any("demo2026" in line for line in lines)


def test_operators_get_their_figures(served):
    assert served.ask("GET", "/healthz") == (200, "ok")
    status, ready = served.ask("GET", "/readyz")
    assert (status, ready["database"], ready["jobs"]) == (200, "ok", "ok")
    status, text = served.ask("GET", "/metrics")
    assert status == 200
    assert "shouhou_requests_total" in text
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    connection.request("GET", "/metrics", headers={"X-Forwarded-For": "203.0.113.9"})
    assert connection.getresponse().status == 404


def test_the_demo_is_not_offered_to_the_world(tmp_path):
    env = house_server.environment(tmp_path / "data", processes.free_port()) | {"HOST": "0.0.0.0"}
    done = subprocess.run([sys.executable, "-m", "shouhou", "serve", "--demo"], env=env, cwd=processes.ROOT, capture_output=True, text=True, timeout=30)
    assert done.returncode != 0
    assert "演示" in done.stderr
    assert not (tmp_path / "data" / "shouhou.sqlite3").exists()


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux")
def test_it_stays_small(served):
    for path in ("/login", "/healthz", "/"):
        served.ask("GET", path)
    assert resident(served) < 100


@pytest.mark.abuse(108)
@pytest.mark.durability("D25")
def test_300_slow_clients_do_not_stand_in_anyones_way(served):
    slow: list[socket.socket] = []
    over = threading.Event()

    def dribble() -> None:
        while not over.wait(1):
            for one in slow:
                with contextlib.suppress(OSError):
                    one.send(b"a")

    try:
        for n in range(SLOW):
            one = socket.create_connection(("127.0.0.1", served.port), timeout=10)
            one.sendall(b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: " if n % 2 else
                        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\nabc")
            slow.append(one)
        threading.Thread(target=dribble, daemon=True).start()
        spent = []
        for _ in range(40):
            began = time.monotonic()
            assert served.ask("GET", "/healthz")[0] == 200
            assert served.ask("GET", "/login")[0] == 200
            spent.append((time.monotonic() - began) / 2)
        assert statistics.median(spent) < 0.2
    finally:
        over.set()
        for one in slow:
            one.close()


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux")
def test_a_large_upload_does_not_stay_in_memory(served):
    before = resident(served)
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=60)
    size = 100 * 1024 * 1024
    connection.putrequest("POST", "/files/")
    for name, value in (("Content-Length", str(size)), ("Cookie", "session=nobody"), ("Content-Type", "application/octet-stream")):
        connection.putheader(name, value)
    connection.endheaders()
    block, peak = b"x" * 1024 * 1024, before
    for _ in range(size // len(block)):
        connection.send(block)
        peak = max(peak, resident(served))
    assert connection.getresponse().status < 500
    assert peak - before < 30


@pytest.mark.abuse(125)
def test_a_socket_by_the_wire_and_its_end_at_sign_out(served):
    key = signed_in(served)
    address = f"ws://127.0.0.1:{served.port}/live"
    own = f"http://127.0.0.1:{served.port}"
    with connect(address, additional_headers={"Cookie": f"session={key}"}, origin=own) as tab:
        tab.send('{"subscribe": ["me"]}')
        assert '"subscribed": ["me"]' in tab.recv(timeout=5)
        base = sqlite3.connect(served.data / "shouhou.sqlite3", timeout=20)
        with base:
            base.execute("DELETE FROM django_session WHERE session_key = ?", (key,))
        base.close()
        began = time.monotonic()
        with pytest.raises(ConnectionClosed) as closed:
            tab.recv(timeout=10)
        assert closed.value.rcvd.code == 4401
        assert time.monotonic() - began < 6
    with pytest.raises(Exception, match="403"), connect(address, additional_headers={"Cookie": f"session={key}"}, origin="http://evil.example"):
        pass


@pytest.mark.durability("D29")
def test_it_ends_in_an_orderly_way_within_five_seconds(served):
    key = signed_in(served, "zhuguan")
    own = f"http://127.0.0.1:{served.port}"
    with contextlib.ExitStack() as open_tabs:
        tabs = [open_tabs.enter_context(connect(f"ws://127.0.0.1:{served.port}/live", additional_headers={"Cookie": f"session={key}"}, origin=own))
                for _ in range(10)]
        idle = [open_tabs.enter_context(socket.create_connection(("127.0.0.1", served.port))) for _ in range(20)]
        began = time.monotonic()
        os.kill(served.process.pid, signal.SIGTERM)
        assert served.process.wait(10) == 0
        assert time.monotonic() - began < 5
        for tab in tabs:
            with pytest.raises(ConnectionClosed) as closed:
                tab.recv(timeout=1)
            assert closed.value.rcvd.code == 1012
        assert len(idle) == 20


def test_an_older_database_is_backed_up_and_migrated(served):
    if served.process.poll() is None:
        served.stop()
    base = sqlite3.connect(served.data / "shouhou.sqlite3", isolation_level=None)
    people = base.execute("SELECT count(*) FROM accounts_user").fetchone()
    base.execute("UPDATE shouhou_stamp SET digest = 'of an older version', version = '0.0.9'")
    base.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    base.execute("DROP TABLE django_session")
    base.close()
    served.start()
    said = served.log.read_text()
    assert "已升级：0.0.9" in said
    assert "sessions.0001_initial" in said
    (backup,) = (served.data / "backups").glob("before-upgrade-from-0.0.9-*.sqlite3")
    kept = sqlite3.connect(backup)
    assert kept.execute("SELECT count(*) FROM accounts_user").fetchone() == people
    kept.close()
