"""`shouhou move`: the embedded database into PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace

import pytest

from shouhou.config import moving
from shouhou.config.commands import move
from tests import house_server
from tests.machine import processes


def shouhou(*arguments: str, data, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "shouhou", *arguments], capture_output=True, text=True, cwd=processes.ROOT, check=False,
                          env=house_server.environment(data, 0, **env))


@pytest.mark.parametrize(("one", "same"), [
    (True, 1), (Decimal("1.50"), Decimal("1.5")), (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 8, tzinfo=timezone(timedelta(hours=8)))),
    ({"b": 1, "a": [1]}, {"a": [1], "b": 1}), (memoryview(b"x"), b"x"), (date(2026, 1, 1), date(2026, 1, 1))])
def test_the_same_value_of_two_databases_has_one_fingerprint(one, same):
    assert moving.fingerprint((one,)) == moving.fingerprint((same,))


@pytest.mark.parametrize(("one", "other"), [
    ((None,), ("",)), (("a", "b"), ("ab", "")), (("1 ",), ("1",)), ((datetime(2026, 1, 1, tzinfo=UTC),), (datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC),)),
    (({"a": 1},), ({"a": "1"},)), (("甲",), ("乙",))])
def test_another_value_has_another_fingerprint(one, other):
    assert moving.fingerprint(one) != moving.fingerprint(other)


def test_what_differs_is_taken_back(monkeypatch):
    done = []
    target = SimpleNamespace(
        cursor=lambda: SimpleNamespace(__enter__=None), rollback=lambda: done.append("rollback"), commit=lambda: done.append("commit"),
        close=lambda: done.append("close"), set_autocommit=lambda on: None)

    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def execute(self, statement):
            return None

        def fetchone(self):
            return (False,)

    target.cursor = Cursor
    other = SimpleNamespace(copy=lambda target, say: {"t": moving.Sum(2, 5)}, held=lambda target: {"t": moving.Sum(2, 6)})
    with pytest.raises(SystemExit, match="核对不一致"):
        move._moved(other, target)
    assert done == ["rollback", "close"]


@pytest.mark.services
def test_everything_arrives_and_the_product_goes_on_there(tmp_path, postgres_url):
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as base:
        base.execute("DROP DATABASE IF EXISTS moved")
        base.execute("CREATE DATABASE moved")
    url, data = postgres_url.rsplit("/", 1)[0] + "/moved", tmp_path / "data"
    assert shouhou("demo", data=data).returncode == 0
    done = shouhou("move", url, data=data)
    assert done.returncode == 0, done.stderr
    assert "逐表核对行数和内容一致" in done.stdout
    with psycopg.connect(url) as base:
        tickets = base.execute("SELECT count(*), max(id) FROM tickets_ticket").fetchone()
        documents = base.execute("SELECT count(*) FROM search_document").fetchone()
        following = base.execute("SELECT nextval(pg_get_serial_sequence('tickets_ticket', 'id'))").fetchone()
    assert tickets and documents and following
    assert documents[0] >= tickets[0] > 5
    assert following[0] == tickets[1] + 1
    again = shouhou("move", url, data=data)
    assert again.returncode == 1
    assert "已经有用户" in again.stderr


def test_what_is_not_postgresql_is_refused(tmp_path):
    done = shouhou("move", "mysql://x/y", data=tmp_path / "data")
    assert done.returncode == 1
    assert "postgresql://" in done.stderr
