"""D4: with a SQLite library older than 3.51.3 only one process may write: a second one is refused with a sentence.

The library is the machine's own where that is old; what is newer is told to be old. Planted bug that it must catch: the lock taken
together with others instead of alone.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests import house_server
from tests.crash.under_fire import house
from tests.machine import processes

OLDER = """
import sys
sys.modules["pysqlite3"] = None
import sqlite3
if sqlite3.sqlite_version_info >= (3, 51, 3):
    import sqlite3.dbapi2
    sqlite3.sqlite_version_info = sqlite3.dbapi2.sqlite_version_info = (3, 40, 1)
"""


@pytest.fixture
def older(tmp_path):
    """The environment of a machine with an old library."""
    folder = tmp_path / "older"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(OLDER)
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)}


@pytest.mark.durability("D4")
def test_an_old_library_keeps_to_one_process(tmp_path, older):
    data = tmp_path / "data"
    with house(data, **older) as target:
        assert target.ask("GET", "/healthz")[0] == 200
        assert "只允许一个进程写入" in (tmp_path / "serve.log").read_text()
        for command, said in (("serve", "正被另一个进程使用"), ("worker", "只允许一个进程写入")):
            done = subprocess.run([sys.executable, "-m", "shouhou", command], cwd=processes.ROOT, capture_output=True, text=True, timeout=60,
                                  env=house_server.environment(data, processes.free_port(), **older))
            assert done.returncode == 1
            assert said in done.stderr
        done = subprocess.run([sys.executable, "-m", "shouhou", "check"], cwd=processes.ROOT, capture_output=True, text=True, timeout=60,
                              env=house_server.environment(data, target.port, **older))
        assert "! SQLite 低于 3.51.3" in done.stdout


@pytest.mark.durability("D4")
def test_the_library_that_we_bring_lets_several_in(tmp_path):
    data = tmp_path / "data"
    with house(data), house(data, "--no-worker") as second:
        assert second.ask("GET", "/healthz")[0] == 200
