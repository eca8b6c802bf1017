"""D16: a backup is made while people work, whole, and they do not feel it.

Planted bugs that it must catch: a paged copy (`sqlite3.Connection.backup` in steps of 100 pages) is never done while somebody writes;
a copy of the file with `shutil.copy` fails the sums or the integrity check.
"""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
import uuid
from hashlib import sha256
from pathlib import Path

import pytest

from tests import house_server
from tests.crash.test_serve import signed_in
from tests.crash.test_uploads import upload
from tests.crash.under_fire import QUESTION, House, house, token
from tests.machine import processes

MEGABYTES = int(os.environ.get("CRASH_BACKUP_MB", "120"))


def shouhou(*arguments: str, data: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "shouhou", *arguments], capture_output=True, text=True, cwd=processes.ROOT, check=False, timeout=200,
                          env=house_server.environment(data, 0, **env))


def filled(data: Path, megabytes: int) -> None:
    """Make the database so large, by events that nobody reads."""
    base = sqlite3.connect(data / "shouhou.sqlite3", timeout=30)
    with base:
        base.execute("""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                     INSERT INTO events_event (verb, subject, at, data)
                     SELECT 'ballast', 'nothing:' || i, '2026-01-01 00:00:00', '{"x":"' || hex(randomblob(5000)) || '"}' FROM n""", (megabytes * 100,))
    base.close()


def question(target: House, secret: str) -> dict[str, str]:
    product = target.ask("GET", "/api/v1/products", secret=secret)[1]["items"][0]
    return {**QUESTION, "product": product["name"], "module": product["modules"][0]["name"], "version": product["versions"][0]["name"],
            "kind": "应用问题", "urgency": "一般紧急"}


def asking(target: House, secret: str, body: dict[str, str], over: threading.Event, spent: list[float], numbers: list[str]) -> None:
    while not over.is_set():
        began = time.monotonic()
        status, answer = target.ask("POST", "/api/v1/tickets", body, secret=secret, key=uuid.uuid4().hex)
        assert status == 201, answer
        spent.append((time.monotonic() - began) * 1000)
        numbers.append(answer["number"])
        time.sleep(0.01)


def committing(path: Path, over: threading.Event, spent: list[float]) -> None:
    """A writer of its own: one small transaction after the other, each on the disk when it is counted."""
    base = sqlite3.connect(path, timeout=30, isolation_level=None)
    base.execute("PRAGMA synchronous=FULL")
    while not over.is_set():
        began = time.monotonic()
        base.execute("INSERT INTO events_event (verb, subject, at, data) VALUES ('commit', 'x:1', '2026-01-01 00:00:00', '{}')")
        spent.append((time.monotonic() - began) * 1000)
        time.sleep(0.005)
    base.close()


def at(spent: list[float], share: float) -> float:
    return sorted(spent)[min(len(spent) - 1, int(len(spent) * share))]


@pytest.mark.durability("D16")
def test_a_backup_is_made_while_people_write(tmp_path):
    data = tmp_path / "data"
    with house(data) as target:
        filled(data, MEGABYTES)
        secret = token(data, "jiahe")
        body, over, spent, numbers = question(target, secret), threading.Event(), [], []
        writer = threading.Thread(target=asking, args=(target, secret, body, over, spent, numbers), daemon=True)
        writer.start()
        time.sleep(4)
        quiet = spent[5:]
        before, began = len(spent), time.monotonic()
        done = shouhou("backup", "--progress", data=data)
        took, busy = time.monotonic() - began, spent[before:]
        over.set()
        writer.join(20)
        assert done.returncode == 0, done.stderr
        (made,) = (data / "backups").glob("auto-*")
        size = (data / "shouhou.sqlite3").stat().st_size >> 20
        print(f"\n{size} MB in {took:.1f} s; {len(busy)} questions meanwhile, p50 {statistics.median(quiet):.1f} → {statistics.median(busy):.1f} ms, "
              f"p99 {at(quiet, 0.99):.1f} → {at(busy, 0.99):.1f} ms")
        assert len(busy) > 10
    copy = sqlite3.connect(made / "database.sqlite3")
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    kept = {row[0] for row in copy.execute("SELECT number FROM tickets_ticket WHERE source = 'api'")}
    copy.close()
    assert set(numbers[:before]) <= kept, "answered before the backup began, and not in it"


@pytest.mark.durability("D16")
def test_who_writes_does_not_wait_for_it(tmp_path):
    data, over, spent = tmp_path / "data", threading.Event(), []
    assert shouhou("demo", data=data).returncode == 0
    filled(data, MEGABYTES)
    writer = threading.Thread(target=committing, args=(data / "shouhou.sqlite3", over, spent), daemon=True)
    writer.start()
    time.sleep(3)
    quiet = spent[:]
    done = shouhou("backup", "--progress", data=data)
    busy = spent[len(quiet):]
    over.set()
    writer.join(20)
    assert done.returncode == 0, done.stderr
    print(f"\n{len(busy)} commits during it: p50 {statistics.median(quiet):.1f} → {statistics.median(busy):.1f} ms, "
          f"p99 {at(quiet, 0.99):.1f} → {at(busy, 0.99):.1f} ms, longest {max(busy):.0f} ms")
    assert len(busy) > 50
    assert at(busy, 0.99) <= max(50.0, at(quiet, 0.99) * 1.5)


def test_what_it_holds_is_listed_and_a_second_one_costs_little(tmp_path):
    data = tmp_path / "data"
    with house(data) as target:
        assert upload(target, signed_in(target, "jiahe"), b"a log\n" * 1000)[0] == 201
        assert shouhou("backup", data=data).returncode == 0
        time.sleep(1.1)
        assert shouhou("backup", data=data).returncode == 0
    first, second = sorted((data / "backups").glob("auto-*"))
    listed = json.loads((second / "manifest.json").read_text())
    found = {path.relative_to(second).as_posix(): [path.stat().st_size, sha256(path.read_bytes()).hexdigest()]
             for path in second.rglob("*") if path.is_file() and path.name != "manifest.json"}
    assert listed["files"] == found
    blobs = [name for name in found if name.startswith("data/files/")]
    assert blobs
    assert all((first / name).samefile(second / name) and (first / name).samefile(data / name.removeprefix("data/")) for name in blobs)
    assert listed["tables"]["tickets_ticket"][0] > 5
    assert "data/secret_key" in found
    assert not list(data.glob("backups/*.part"))


def test_only_so_many_are_kept_and_those_of_another_name_stay(tmp_path):
    data = tmp_path / "data"
    assert shouhou("demo", data=data).returncode == 0
    other = data / "backups" / "shouhou-20200101-000000"
    other.mkdir(parents=True)
    (other / "manifest.json").write_text("{}")
    for _ in range(3):
        assert shouhou("backup", data=data, BACKUP_KEEP="2").returncode == 0
    assert len(list((data / "backups").glob("auto-*"))) == 2
    assert other.exists()


def test_missing_attachments_are_not_backed_up_in_silence(tmp_path):
    data = tmp_path / "data"
    with house(data) as target:
        assert upload(target, signed_in(target, "jiahe"), b"a log\n" * 1000)[0] == 201
    lost = next(path for path in (data / "files").rglob("*") if len(path.name) == 64)
    lost.unlink()
    done = shouhou("backup", data=data)
    assert done.returncode == 1
    assert "1 个附件缺失" in done.stderr
    assert not [path for path in (data / "backups").iterdir() if path.name.startswith("auto")]


@pytest.mark.services
def test_postgresql_by_pg_dump_with_the_same_list(tmp_path, postgres_url):
    import psycopg

    data, url = tmp_path / "data", postgres_url.rsplit("/", 1)[0] + "/backed_up"
    with psycopg.connect(postgres_url, autocommit=True) as base:
        base.execute("DROP DATABASE IF EXISTS backed_up WITH (FORCE)")
        base.execute("CREATE DATABASE backed_up")
    assert shouhou("demo", data=data, DATABASE_URL=url).returncode == 0
    done = shouhou("backup", data=data, DATABASE_URL=url)
    if "pg_dump" in done.stderr:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    drilled = shouhou("drill", data=data, DATABASE_URL=url)
    assert drilled.returncode == 0, drilled.stdout + drilled.stderr
    assert "内容与清单一致" in drilled.stdout
    with psycopg.connect(url) as base:
        tickets = base.execute("SELECT count(*), max(number) FROM tickets_ticket").fetchone()
    refused = shouhou("restore", str(data / "backups"), data=data, DATABASE_URL=url)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    with psycopg.connect(url, autocommit=True) as base:
        base.execute("DELETE FROM tickets_entry")
        base.execute("UPDATE tickets_ticket SET title = 'lost'")
        stranger = shouhou("restore", str(data / "backups"), "--force", data=data, DATABASE_URL=url)
        assert "1 个连接" in stranger.stderr
    again = shouhou("restore", str(data / "backups"), "--force", data=data, DATABASE_URL=url)
    assert again.returncode == 0, again.stderr
    with psycopg.connect(url) as base:
        assert base.execute("SELECT count(*), max(number) FROM tickets_ticket").fetchone() == tickets
        assert base.execute("SELECT count(*) FROM tickets_ticket WHERE title = 'lost'").fetchone() == (0,)
