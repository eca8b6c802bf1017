"""D19: from each released version to this one and back with everything kept, also when the upgrade is killed in the middle.

An installation of an earlier version is made by taking the migrations back that it does not know (tests/crash/releases). With
CRASH_UPGRADE=/path/to/shouhou.sqlite3, a database that an earlier version really made, the same is done to a copy of it.
Planted bugs that it must catch: a migration that fills a column without a way back; a backup taken again on every start of an
interrupted upgrade, until only half upgraded ones are left.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import house_server
from tests.crash.test_backup import shouhou
from tests.crash.test_serve import signed_in
from tests.crash.under_fire import House
from tests.machine import processes

RELEASES = Path(__file__).parent / "releases"
GIVEN = os.environ.get("CRASH_UPGRADE", "")
WITHIN = 300
LEFT_BEHIND = {"auth_permission", "django_content_type", "django_migrations", "shouhou_stamp"}
"""Django's own lists: what a newer version wrote into them stays, and is looked over."""


def made_by(release: str, data: Path) -> None:
    """Bring an installation back to the tables of a release."""
    old = data / "of-release"
    old.mkdir()
    known = (RELEASES / f"{release}.txt").read_text().split()
    known += [f"{app}.{name}" for app, name in query(data, "SELECT app, name FROM django_migrations WHERE app IN ('auth', 'contenttypes', 'sessions')")]
    (old / "manifest.json").write_text(
        f'{{"format": 2, "version": "{release}", "made_at": "", "database": "database.sqlite3", "migrations": {str(known).replace(chr(39), chr(34))},'
        '"tables": {}, "files": {}, "elsewhere": ""}')
    done = shouhou("upgrade", "--back", str(old), data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    shutil.rmtree(data / "backups")
    shutil.rmtree(old)


def query(data: Path, statement: str) -> list[tuple[object, ...]]:
    base = sqlite3.connect(data / "shouhou.sqlite3", timeout=20)
    try:
        return base.execute(statement).fetchall()
    finally:
        base.close()


def content(data: Path, columns: dict[str, list[str]] | None = None) -> tuple[dict[str, list[str]], dict[str, int]]:
    """The columns of each table of ours, and a sum over their rows; `columns` says which to look at."""
    names = [str(row[0]) for row in query(data, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
                                                "AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'search_%' AND name NOT LIKE 'grid_%'")]
    had = {name: [str(row[1]) for row in query(data, f'PRAGMA table_info("{name}")')] for name in names if name not in LEFT_BEHIND}
    looked = {name: had[name] for name in had} if columns is None else {name: columns[name] for name in columns if name in had}
    sums = {}
    for name, wanted in looked.items():
        chosen = ", ".join(f'"{column}"' for column in wanted)
        sums[name] = sum(hash(row) for row in query(data, f'SELECT {chosen} FROM "{name}"')) & ((1 << 64) - 1)
    return had, sums


def shape(data: Path) -> set[tuple[object, ...]]:
    return set(query(data, "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"))


@pytest.fixture(scope="module")
def of_now(tmp_path_factory):
    """An installation of this version, with questions."""
    data = tmp_path_factory.mktemp("now") / "data"
    assert shouhou("demo", "--scale", "300", data=data).returncode == 0
    return data


@pytest.mark.durability("D19")
@pytest.mark.parametrize("release", sorted(path.stem for path in RELEASES.glob("*.txt")))
def test_there_and_back_again(of_now, tmp_path, release):
    data = tmp_path / "data"
    shutil.copytree(of_now, data)
    if GIVEN and release == "0.1.0":
        for end in ("-wal", "-shm"):
            (data / f"shouhou.sqlite3{end}").unlink(missing_ok=True)
        shutil.copyfile(GIVEN, data / "shouhou.sqlite3")
    else:
        made_by(release, data)
    old, before = content(data)
    old_shape = shape(data)
    began = time.monotonic()
    done = shouhou("upgrade", data=data)
    assert done.returncode == 0, done.stdout + done.stderr
    took = time.monotonic() - began
    assert took < WITHIN
    assert "要退回" in done.stdout
    _columns, after = content(data, old)
    differing = {name for name in before if before[name] != after.get(name)}
    assert shape(data) == shape(of_now)
    back = shouhou("upgrade", "--back", str(data / "backups"), data=data)
    assert back.returncode == 0, back.stdout + back.stderr
    assert shape(data) == old_shape
    columns, again = content(data, old)
    assert columns == old, "the same tables with the same columns"
    assert {name for name in before if before[name] != again[name]} == set()
    assert differing == set(), "what was there is as it was, with something beside it"
    once_more = shouhou("upgrade", data=data)
    assert once_more.returncode == 0, once_more.stdout + once_more.stderr
    assert content(data, old)[1] == before
    print(f"\n{release}: {len(done.stdout.splitlines())} lines, forward in {took:.1f} s with its backup")


@pytest.mark.durability("D19")
def test_an_upgrade_that_is_killed_goes_on_and_keeps_the_first_backup(of_now, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(of_now, data)
    made_by("0.1.0", data)
    old, before = content(data)
    env = house_server.environment(data, 0)
    kills = 0
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-c", "from shouhou.config import preparing; preparing.begin(); preparing.prepare()"],
                                   env={**env, "DJANGO_SETTINGS_MODULE": "shouhou.config.settings"}, cwd=processes.ROOT,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        end, seen = time.monotonic() + random.uniform(0.3, 1.2), len(query(data, "SELECT 1 FROM django_migrations"))
        while process.poll() is None and time.monotonic() < end + 20:
            if time.monotonic() > end and len(query(data, "SELECT 1 FROM django_migrations")) > seen:
                process.send_signal(signal.SIGKILL)
                kills += 1
                break
            time.sleep(0.002)
        if process.wait() == 0:
            break
    assert kills >= 2, "it was not killed in the middle"
    target = House(data, "--no-worker")
    try:
        target.start()
        assert target.ask("GET", "/healthz")[0] == 200
        assert signed_in(target, "admin")
    finally:
        target.kill()
    assert content(data, old)[1]["tickets_ticket"] == before["tickets_ticket"]
    assert query(data, "PRAGMA integrity_check") == [("ok",)]
    kept = sorted((data / "backups").glob("before-upgrade-from-*.sqlite3"))
    assert len(kept) == 1
    first = sqlite3.connect(kept[0])
    assert first.execute("SELECT count(*) FROM django_migrations WHERE app = 'tickets'").fetchone() == (2,), "the backup is of the old version"
    first.close()
    assert not (data / "upgrading.json").exists()


def test_nothing_is_upgraded_without_a_backup_or_beside_a_running_one(of_now, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(of_now, data)
    assert "不用升级" in shouhou("upgrade", data=data).stdout
    made_by("0.1.0", data)
    had = query(data, "SELECT count(*) FROM django_migrations")
    (tmp_path / "a file").write_text("")
    refused = shouhou("upgrade", data=data, BACKUP_DIR=str(tmp_path / "a file"))
    assert refused.returncode == 1
    assert "没有升级" in refused.stderr
    assert query(data, "SELECT count(*) FROM django_migrations") == had


def test_what_was_released_is_still_there():
    """A migration that people have run is never renamed or taken out."""
    there = {f"{path.parts[-3]}.{path.stem}" for path in (processes.ROOT / "shouhou").rglob("migrations/0*.py")}
    for release in RELEASES.glob("*.txt"):
        assert set(release.read_text().split()) <= there, release.stem
