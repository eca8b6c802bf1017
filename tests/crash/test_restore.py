"""D17: a backup brings the installation back, elsewhere, whole; and what is damaged or in the way is refused.

Planted bugs that it must catch: a restore that does not hash what it copies lets a changed byte of an attachment through; one that does
not compare names lets a missing file through; one that asks for no lock replaces the database under a running server.
"""

from __future__ import annotations

import shutil
import sqlite3
import tarfile

import pytest

from tests.crash.test_backup import shouhou
from tests.crash.test_serve import signed_in
from tests.crash.test_uploads import upload
from tests.crash.under_fire import House, house


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """An installation with an attachment, its backup as a folder and as a file."""
    folder = tmp_path_factory.mktemp("source")
    data = folder / "data"
    with house(data) as target:
        status, token = upload(target, signed_in(target, "jiahe"), b"what the customer sent\n" * 5000)
        assert status == 201
        assert shouhou("backup", data=data).returncode == 0
        assert shouhou("backup", str(folder / "one.tar"), data=data).returncode == 0
    return data, next((data / "backups").glob("auto-*")), folder / "one.tar", token


@pytest.mark.durability("D17")
def test_the_drill(source):
    data, made, one, _token = source
    for backup in ((), (str(one),)):
        done = shouhou("drill", *backup, data=data)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "已启动并登录" in done.stdout
    assert "内容与清单一致" in shouhou("drill", str(made), data=data).stdout
    assert not list((data / "tmp").glob("drill-*"))


@pytest.mark.durability("D17")
@pytest.mark.parametrize("form", ["folder", "file"])
def test_everything_is_there_again_and_people_go_on(source, tmp_path, form):
    data, made, one, token = source
    fresh = tmp_path / "data"
    done = shouhou("restore", str(made if form == "folder" else one), data=fresh)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (data / "files").rglob("*") if path.is_file()} == {path.name for path in (fresh / "files").rglob("*") if path.is_file()}
    again = House(fresh, "--no-worker")
    try:
        again.start()
        session = signed_in(again, "jiahe")
        import http.client

        wire = http.client.HTTPConnection("127.0.0.1", again.port, timeout=20)
        wire.request("GET", f"/files/{token}/x", headers={"Cookie": f"session={session}"})
        assert wire.getresponse().read() == b"what the customer sent\n" * 5000
    finally:
        again.kill()


def test_a_running_installation_is_not_replaced(source):
    data, made, _one, _token = source
    with house(data, "--no-worker") as target:
        done = shouhou("restore", str(made), "--force", data=data)
        assert done.returncode == 1
        assert "服务正在运行" in done.stderr
        assert target.ask("GET", "/healthz")[0] == 200
    assert shouhou("restore", str(made), data=data).returncode == 1, "without --force what is there stays"


@pytest.mark.durability("D17")
@pytest.mark.parametrize("harm", ["changed", "missing", "added", "database", "no list", "cut", "path"])
def test_what_is_damaged_is_refused_and_nothing_is_touched(source, tmp_path, harm):
    _data, made, one, _token = source
    bad, fresh = tmp_path / "bad", tmp_path / "data"
    shutil.copytree(made, bad)
    blob = next(path for path in bad.rglob("*") if len(path.name) == 64)
    if harm == "changed":
        blob.write_bytes(b"X" + blob.read_bytes()[1:])
    elif harm == "missing":
        blob.unlink()
    elif harm == "added":
        (bad / "data" / "authorized").write_text("x")
    elif harm == "database":
        (bad / "database.sqlite3").write_bytes((bad / "database.sqlite3").read_bytes()[:-4096])
    elif harm == "no list":
        (bad / "manifest.json").unlink()
    elif harm == "cut":
        bad = tmp_path / "bad.tar"
        bad.write_bytes(one.read_bytes()[:-30000])
    else:
        bad = tmp_path / "bad.tar"
        with tarfile.open(bad, "w") as tar:
            tar.add(made / "database.sqlite3", "../outside")
    shouhou("demo", data=fresh)
    before = sqlite3.connect(fresh / "shouhou.sqlite3").execute("SELECT count(*) FROM accounts_user").fetchone()
    done = shouhou("restore", str(bad), "--force", data=fresh)
    assert done.returncode == 1
    assert "没有改动任何数据" in done.stderr or "里没有备份" in done.stderr
    assert sqlite3.connect(fresh / "shouhou.sqlite3").execute("SELECT count(*) FROM accounts_user").fetchone() == before
    assert not list(tmp_path.rglob("outside"))
    assert not list(fresh.glob("restoring-*"))
