"""D1, D7, D12: `kill -9` of the product while 30 clients submit questions. Twice: on SQLite and on PostgreSQL."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.crash.under_fire import ANSWERS, QUESTION, ROUNDS, House, Witness, besiege, house, token

COUNTS = {
    "tickets": "SELECT number FROM tickets_ticket WHERE source = 'api' ORDER BY number",
    "answers": "SELECT count(*) FROM idempotency_answer WHERE key LIKE 'api:%%' AND result IS NOT NULL",
    "open answers": "SELECT count(*) FROM idempotency_answer WHERE result IS NULL",
    "all numbers": "SELECT number FROM tickets_ticket ORDER BY number",
    "asked": "SELECT count(*) FROM events_event WHERE verb = 'ticket.asked'",
    "counter": "SELECT last FROM numbering_counter WHERE prefix = 'OD'",
}


def rows(url: str, data: Path, statement: str) -> list[Any]:
    """The first column of a statement on the database as it lies there."""
    if url:
        import psycopg

        with psycopg.connect(url) as base:
            return [row[0] for row in base.execute(statement).fetchall()]
    base = sqlite3.connect(data / "shouhou.sqlite3")
    try:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [row[0] for row in base.execute(statement.replace("%%", "%"))]
    finally:
        base.close()


def check(seen: Witness, data: Path, url: str = "") -> None:
    """Nothing that was answered is missing, nothing is there twice, numbers have no gap, events and answers belong to questions."""
    found = {name: rows(url, data, statement) for name, statement in COUNTS.items()}
    assert seen.wrong == []
    assert len(set(seen.answered.values())) == len(seen.answered), "two keys, one number"
    assert set(seen.answered.values()) == set(found["tickets"]), "lost, or there without an answer"
    last = found["counter"][0]
    assert found["all numbers"] == [f"OD{n:09d}" for n in range(1, last + 1)], "a gap or a double"
    assert found["asked"][0] == len(found["all numbers"]), "an event for each question"
    assert found["answers"][0] == len(found["tickets"])
    assert found["open answers"] == [0]


def storm(target: House, data: Path, url: str = "", **env: str) -> Witness:
    secret = token(data, "jiahe", **env)
    product = target.ask("GET", "/api/v1/products", secret=secret)[1]["items"][0]
    body = {**QUESTION, "product": product["name"], "module": product["modules"][0]["name"], "version": product["versions"][0]["name"],
            "kind": "应用问题", "urgency": "一般紧急"}
    seen = besiege(target, secret, clients=30, answers=ANSWERS, kills=ROUNDS, body=lambda: body)
    assert target.stop() == 0
    check(seen, data, url)
    print(f"\n{len(seen.answered)} answered, {ROUNDS} kills, {seen.interrupted} interrupted requests, 0 lost")
    return seen


@pytest.mark.durability("D1", "D7", "D12")
def test_nothing_answered_is_lost_on_sqlite(tmp_path):
    data = tmp_path / "data"
    with house(data) as target:
        assert len(storm(target, data).answered) >= ANSWERS * ROUNDS


@pytest.mark.services
@pytest.mark.durability("D1", "D7", "D12")
def test_nothing_answered_is_lost_on_postgresql(tmp_path, postgres_url):
    import psycopg

    with psycopg.connect(postgres_url, autocommit=True) as base:
        base.execute("DROP DATABASE IF EXISTS crash_kill")
        base.execute("CREATE DATABASE crash_kill")
    url = postgres_url.rsplit("/", 1)[0] + "/crash_kill"
    data = tmp_path / "data"
    with house(data, DATABASE_URL=url) as target:
        assert len(storm(target, data, url, DATABASE_URL=url).answered) >= ANSWERS * ROUNDS
