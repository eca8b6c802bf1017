"""`shouhou check`: plain words and an exit code, as a process of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import pytest

from shouhou.config.commands import check
from shouhou.foundation.jobs.models import Job
from tests import house_server
from tests.machine import processes


def asked(data, pipe="", **env):
    given = house_server.environment(data, 8000) | env
    command = [sys.executable, "-m", "shouhou", "check"]
    if pipe:
        command = ["bash", "-o", "pipefail", "-c", f'"{sys.executable}" -m shouhou check | {pipe}']
    return subprocess.run(command, env=given, cwd=processes.ROOT, capture_output=True, text=True, timeout=60)


def test_a_new_folder_is_worth_a_look(tmp_path):
    done = asked(tmp_path / "data")
    assert (done.returncode, done.stderr) == (1, "")
    assert "! 数据库还是空的" in done.stdout


def test_whoever_stops_reading_gets_no_traceback(tmp_path):
    done = asked(tmp_path / "data", pipe="head -1")
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(("env", "said"), [
    ({"DEBUG": "1", "HOST": "0.0.0.0", "PUBLIC_URL": "https://help.example.com"}, "✗ DEBUG"),
    ({"PUBLIC_URL": "http://help.example.com"}, "没有加密"),
    ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "数据库打不开"),
    ({"SECRET_KEY": "changeme"}, "SECRET_KEY 太弱"),
    ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
    ({"OPENSEARCH_URL": "node:9200"}, "OPENSEARCH_URL"),
    ({"OPENSEARCH_URL": "https://node:9200", "OPENSEARCH_INDEX": "_All"}, "OPENSEARCH_INDEX"),
    ({"OPENSEARCH_URL": "https://node:9200", "OPENSEARCH_CA": "/nowhere"}, "OPENSEARCH_CA"),
])
@pytest.mark.abuse(12)
def test_what_must_be_mended_now(tmp_path, env, said):
    done = asked(tmp_path / "data", **env)
    assert said in done.stdout + done.stderr
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_damaged_database(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    (data / "shouhou.sqlite3").write_bytes(b"SQLite format 3\x00" + os.urandom(8192))
    done = asked(data)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_is_a_file(tmp_path):
    (tmp_path / "data").write_text("")
    done = asked(tmp_path / "data", SECRET_KEY="long enough to be accepted as a key, really")
    assert done.returncode == 2
    assert "不能写入" in done.stdout
    assert "Traceback" not in done.stderr


def test_an_older_database_waits_for_its_upgrade(tmp_path):
    data = tmp_path / "data"
    data.mkdir()
    base = sqlite3.connect(data / "shouhou.sqlite3")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("CREATE TABLE shouhou_stamp (digest varchar(64) NOT NULL, version varchar(20) NOT NULL)")
    base.execute("INSERT INTO shouhou_stamp VALUES ('of an older version', '0.0.9')")
    base.commit()
    base.close()
    done = asked(data)
    assert done.returncode == 1
    assert "由版本 0.0.9 建立，还没有升级" in done.stdout


def test_the_inside_is_told_with_what_to_do(cast, capsys):
    Job.objects.create(name="search.rebuild", state="dead", due_at=None)
    assert check.told(check.inside()) >= 1
    assert "! 失败的任务：1 个。打开任务看原因" in capsys.readouterr().out


@pytest.mark.parametrize(("url", "far"), [("http://127.0.0.1:8000", False), ("http://192.168.1.5", False), ("http://shouhou.lan", False),
                                          ("http://server", False), ("https://help.example.com", True), ("http://8.8.8.8", True), ("http://[::1]:8000", False)])
def test_which_address_is_for_the_internet(url, far):
    assert check.is_far(url) is far
