"""D21: a damaged database is refused at the start with what to do, and not touched; the backup brings it back.

Planted bugs that it must catch: SQLite itself takes a cut log for a short one and goes on without what was committed; a start that opens
the database before it looks writes into the file. What no look at the start finds: a changed letter inside a row, for SQLite keeps no
sums of its pages; and after 2 seconds the look through a large file ends (the daily backup looks through all of it).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from hashlib import sha256

import pytest

from shouhou.config.sqlite.wholeness import wrong_with
from tests.crash.test_backup import question, shouhou
from tests.crash.under_fire import house, token


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """What a killed server leaves: a database with a log that was not written into it, and a backup from before."""
    data = tmp_path_factory.mktemp("killed") / "data"
    with house(data) as target:
        assert shouhou("backup", data=data).returncode == 0
        secret = token(data, "jiahe")
        body = question(target, secret)
        for n in range(30):
            assert target.ask("POST", "/api/v1/tickets", body, secret=secret, key=f"before-{n}")[0] == 201
        target.kill()
    return data


def harmed(harm: str, data) -> None:
    path, log, index = (data / f"shouhou.sqlite3{end}" for end in ("", "-wal", "-shm"))
    frames = int.from_bytes(index.read_bytes()[16:20], "little")
    assert frames > 5, "nothing is in the log"
    place = 32 + (frames // 2) * 4120
    if harm == "cut log":
        os.truncate(log, place)
    elif harm == "changed log":
        content = bytearray(log.read_bytes())
        content[place + 1000] ^= 1
        log.write_bytes(content)
    elif harm == "no log":
        log.unlink()
    else:
        base = sqlite3.connect(path)
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        base.close()
        if harm == "cut":
            os.truncate(path, path.stat().st_size - 40960)
        elif harm == "beginning":
            path.write_bytes(b"\0" * 16 + path.read_bytes()[16:])
        else:
            content = bytearray(path.read_bytes())
            for page in range(2, len(content) // 4096, 7):
                content[page * 4096 : page * 4096 + 8] = b"\xff" * 8
            path.write_bytes(content)


def sums(data) -> dict[str, str]:
    found = [path for path in data.glob("shouhou.sqlite3*") if not path.name.endswith("-shm") and path.stat().st_size]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.mark.durability("D21")
@pytest.mark.parametrize("harm", ["cut log", "changed log", "no log", "cut", "beginning", "pages"])
def test_damage_is_refused_with_what_to_do(killed, tmp_path, harm):
    data = tmp_path / "data"
    shutil.copytree(killed, data)
    harmed(harm, data)
    before = sums(data)
    for command in (("serve",), ("worker",), ("upgrade",)):
        done = shouhou(*command, data=data, PORT="0")
        assert done.returncode == 1, done.stdout
        assert "没有启动，也没有改动任何文件" in done.stderr
        assert "shouhou restore" in done.stderr
        assert "Traceback" not in done.stderr
    assert sums(data) == before
    done = shouhou("restore", str(data / "backups"), "--force", data=data)
    assert done.returncode == 0, done.stderr
    with house(data, "--no-worker") as target:
        assert target.ask("GET", "/healthz")[0] == 200


@pytest.mark.durability("D21")
def test_what_a_kill_leaves_is_no_damage(killed, tmp_path):
    import sqlite3 as library

    data = tmp_path / "data"
    shutil.copytree(killed, data)
    assert wrong_with(data / "shouhou.sqlite3", library) == ""
    (data / "shouhou.sqlite3-shm").unlink()
    assert wrong_with(data / "shouhou.sqlite3", library) == "", "as after a power cut"
    with house(data, "--no-worker") as target:
        assert target.ask("GET", "/healthz")[0] == 200
    assert sqlite3.connect(data / "shouhou.sqlite3").execute("SELECT count(*) FROM tickets_ticket WHERE source = 'api'").fetchone() == (30,)
