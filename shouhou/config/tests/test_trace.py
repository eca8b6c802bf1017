"""The number of a request: answered, taken over when it is safe, and known to log, statement, job and mail."""

from __future__ import annotations

import json
import logging
import re

import pytest
from django.db import connection
from django.test import Client

from shouhou.channels.email.posting import letter
from shouhou.channels.email.server import Server
from shouhou.config import logs
from shouhou.config.logs import Json, Text, described, masked
from shouhou.faces.operations.statements import STATEMENTS, Statements
from shouhou.foundation import jobs, trace
from shouhou.foundation.jobs.models import Job

OURS = re.compile(r"[0-9a-f]{16}")
GIVEN = "7b1c9a52-0d1e-4c47-9d2f-3a52ae0f9c11"


@pytest.fixture
def lines():
    """What is logged meanwhile, as JSON lines read again."""
    found: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(Json().format(record)))

    keep = Keep()
    loggers = [logging.getLogger("shouhou"), logging.getLogger("shouhou.done"), logging.getLogger("django")]
    levels = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.INFO)
    logging.getLogger().addHandler(keep)
    yield found
    logging.getLogger().removeHandler(keep)
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)


def test_every_answer_has_a_number(db):
    client = Client()
    first, second = client.get("/login")["X-Request-ID"], client.get("/nothing/here/")["X-Request-ID"]
    assert OURS.fullmatch(first)
    assert OURS.fullmatch(second)
    assert first != second


def test_a_safe_number_is_taken_over(db):
    assert Client().get("/login", headers={"X-Request-ID": GIVEN})["X-Request-ID"] == GIVEN


@pytest.mark.abuse(88)
@pytest.mark.parametrize("given", ["", "short", "13800138000", "x" * 65, "0123456789abcdef\r\nSet-Cookie: a=b", "0123456789abcdef\x1b[31m",
                                   "一二三四五六七八九十一二三四五六", "<script>alert(1)</script>", "../../../../etc/passwd", "0123456789abcdef {}"])
def test_an_unsafe_number_is_not(db, given):
    assert OURS.fullmatch(trace.accepted(given))


def test_a_job_goes_under_the_number_of_the_request_that_asked_for_it(db, lines):
    seen = []

    @jobs.job("test.traced")
    def traced(payload, progress):
        seen.append((trace.current(), trace.now().name))

    try:
        with trace.during(trace.Doing(GIVEN, "ask")):
            job = jobs.enqueue("test.traced", {})
        assert job.trace == GIVEN
        jobs.work_off()
    finally:
        jobs.declaring.KINDS.pop("test.traced")
    assert seen == [(GIVEN, "test.traced")]
    assert trace.current() == ""
    ended = next(line for line in lines if line["message"] == "job ended")
    assert (ended["request"], ended["route"], ended["job"], ended["state"]) == (GIVEN, "test.traced", job.pk, "done")


def test_a_job_of_no_request_has_a_number_of_its_own(db):
    seen = []
    jobs.job("test.untraced")(lambda payload, progress: seen.append(trace.current()))
    try:
        jobs.enqueue("test.untraced", {})
        jobs.work_off()
    finally:
        jobs.declaring.KINDS.pop("test.untraced")
    assert Job.objects.get(name="test.untraced").trace == ""
    assert OURS.fullmatch(seen[0])


def test_a_mail_carries_the_number(cast):
    server = Server.read("smtp://localhost?from=service@example.com")
    with trace.during(trace.Doing(GIVEN)):
        mail = letter(server, name="王", address="wang@example.com", subject="x", text="y", mark="m")
    assert mail["X-Request-ID"] == GIVEN
    assert letter(server, name="王", address="wang@example.com", subject="x", text="y", mark="m")["X-Request-ID"] is None


def test_a_slow_statement_is_told_with_its_number_and_without_values(db, settings, lines):
    settings.SLOW_STATEMENT_MS = 1
    own = Statements()
    with trace.during(trace.Doing(GIVEN, "desk-tickets")), connection.execute_wrapper(own.timed), connection.cursor() as cursor:
        cursor.execute("SELECT %s, '秘密', count(*) FROM accounts_user a, accounts_user b WHERE a.name = %s", ["13800138000", "张三"])
        settings.SLOW_STATEMENT_MS = 0
        cursor.execute("SELECT 1")
        settings.SLOW_STATEMENT_MS = 1
        own._tell("SELECT %s, '秘密' FROM x", 2.5)
    told = [line for line in lines if line["message"] == "slow statement"]
    assert told[-1]["ms"] == 2500
    assert (told[-1]["request"], told[-1]["route"], told[-1]["statement"]) == (GIVEN, "desk-tickets", "SELECT %s, '…' FROM x")
    assert "13800138000" not in json.dumps(told) and "秘密" not in json.dumps(told, ensure_ascii=False)
    assert own.counts["SELECT"] == 2
    assert own.slow[-1].request == GIVEN


def test_connections_are_watched(db):
    before = STATEMENTS.counts["SELECT"]
    Job.objects.exists()
    assert STATEMENTS.counts["SELECT"] == before + 1


@pytest.mark.parametrize(("said", "logged"), [
    ("mail to wang@example.com failed", "mail to <mail> failed"),
    ("call 138 0013 8000 now", "call … now"),
    ("GET /recovery/Zk3kq0Jr2mT8vYp1aB7c/?next=/x", "GET /recovery/…/?…"),
    ("https://api.example.com/x?access_token=abc&b=c", "https://api.example.com/x?…"),
    ("password=hunter22 user", "password=… user"),
    ("one\r\ntwo\x1b[31m", "one  two [31m"),
])
def test_what_could_be_personal_is_masked(said, logged):
    assert masked(said) == logged


def test_an_error_is_told_without_its_values():
    error = ValueError("invalid literal for int() with base 10: '张三'")
    assert described(error) == "ValueError: invalid literal for int() with base 10: …"
    detail = ValueError('duplicate key\nDETAIL:  Key (phone)=(13800138000) already exists, 王五')
    assert described(detail) == "ValueError: duplicate key DETAIL:  Key (phone)… already exists, …"


def test_text_and_json_tell_an_error_by_kind_and_place(settings):
    settings.DEBUG = False
    try:
        raise ValueError("value '张三'")
    except ValueError as error:
        record = logging.LogRecord("shouhou.x", logging.ERROR, __file__, 1, "it broke for %s", ("a@b.cn",), (ValueError, error, error.__traceback__))
    text, line = Text().format(record), json.loads(Json().format(record))
    assert "张三" not in text + json.dumps(line, ensure_ascii=False)
    assert "ValueError: value …" in text
    assert "test_trace.py" in text
    assert line["message"] == "it broke for <mail>"
    assert line["error"][0]["what"] == "ValueError: value …"


@pytest.mark.parametrize(("word", "is_one"), [
    ("lrbYPuiEkHuwVzVfdZDjBw", True), ("a1b2c3d4e5f6a7b8c9d0", True), ("test_nor_do_the_lines_of_pages_and_jobs_that_break", False),
    ("TransactionManagementError", False), ("tickets_ticket_organization", False)])
def test_random_words_are_told_from_names_of_a_program(word, is_one):
    assert logs.is_token(word) is is_one
    assert (word in logs.masked(f"at {word} here")) is not is_one
