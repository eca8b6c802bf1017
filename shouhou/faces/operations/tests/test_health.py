"""健康状况: each line tells how something stands and what to do about it."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from shouhou.faces.operations import backups, inside, outside
from shouhou.faces.operations.findings import Level
from shouhou.faces.operations.statements import STATEMENTS
from shouhou.foundation import search
from shouhou.foundation.jobs.models import Attendance, Job

GB = 1024**3


def only(found, key):
    (one,) = [one for one in found if one.key == key]
    return one


@pytest.fixture(autouse=True)
def fresh(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    outside.forget()
    yield
    outside.forget()


def test_a_queue_that_nobody_empties_is_urgent(db):
    assert only(inside.queue(), "queue").level is Level.GOOD
    Job.objects.create(name="search.rebuild", due_at=timezone.now() - timedelta(seconds=30))
    assert only(inside.queue(), "queue").level is Level.GOOD
    Job.objects.create(name="search.rebuild", due_at=timezone.now() - timedelta(minutes=5))
    late = only(inside.queue(), "queue")
    assert (late.level, late.said) == (Level.BAD, "2 个任务到期未执行，最久的等了 5 分钟")
    assert "shouhou worker" in late.advice


def test_a_worker_is_there_gone_or_never_came(db):
    assert only(inside.workers(), "workers").level is Level.LOOK
    row = Attendance.objects.create(worker="a:1:x", version="0.0.9", threads=3)
    alive = list(inside.workers())
    assert only(alive, "workers").level is Level.GOOD
    assert "0.0.9" in only(alive, "workers.version").said
    Attendance.objects.filter(pk=row.pk).update(seen_at=timezone.now() - timedelta(minutes=10))
    assert only(inside.workers(), "workers").level is Level.BAD


def test_dead_letters_lead_to_their_list(db):
    assert only(inside.dead_letters(), "dead").level is Level.GOOD
    Job.objects.create(name="wechat.send", state="dead", due_at=None)
    dead = only(inside.dead_letters(), "dead")
    assert (dead.level, dead.href) == (Level.LOOK, "/workbench/jobs/?state=dead")


@pytest.mark.parametrize(("free", "level"), [(GB // 2, Level.BAD), (3 * GB, Level.LOOK), (50 * GB, Level.GOOD)])
def test_room_on_the_disk(free, level, monkeypatch):
    monkeypatch.setattr(inside.shutil, "disk_usage", lambda path: type("Usage", (), {"free": free, "total": 100 * GB}))
    assert only(inside.disk(), "disk").level is level


def test_a_backup_is_asked_for_after_a_week(cast, monkeypatch):
    assert only(inside.backup(), "backup").level is Level.LOOK
    backups.note(5_000_000)
    assert only(inside.backup(), "backup").level is Level.GOOD
    (inside.settings.DATA_DIR / backups.NAME).write_text('{"made_at": "2020-01-01T00:00:00+00:00", "bytes": 7}')
    assert only(inside.backup(), "backup").level is Level.LOOK
    (inside.settings.DATA_DIR / backups.NAME).write_text("{")
    assert only(inside.backup(), "backup").said == "还没有备份过"


def test_a_clock_that_was_set_back(db):
    assert only(inside.clock(), "clock").level is Level.GOOD
    job = Job.objects.create(name="search.rebuild")
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() + timedelta(hours=1))
    assert only(inside.clock(), "clock").level is Level.BAD


def test_slow_statements_are_listed(cast, monkeypatch):
    monkeypatch.setattr(STATEMENTS, "slow_total", 0)
    STATEMENTS._tell("SELECT accounts_user WHERE name = %s", 1.5)
    page = cast.client(cast.admin).get("/workbench/health/").content.decode()
    assert "SELECT accounts_user WHERE name = %s" in page
    assert only(inside.slow(), "slow").level is Level.LOOK
    STATEMENTS.slow.clear()


@pytest.mark.parametrize(("days", "level"), [(-1, Level.BAD), (2, Level.BAD), (10, Level.LOOK), (60, Level.GOOD)])
def test_a_certificate_that_ends(settings, days, level):
    settings.PUBLIC_URL = "https://help.example.com"
    found = list(outside.certificate(lambda host, port: datetime.now(UTC) + timedelta(days=days, hours=1)))
    assert only(found, "certificate").level is level


def test_a_certificate_that_browsers_refuse(settings):
    def refused(host, port):
        error = ssl.SSLCertVerificationError("x")
        error.verify_message = "self-signed certificate"
        raise error

    settings.PUBLIC_URL = "https://help.example.com"
    assert only(outside.certificate(refused), "certificate").level is Level.BAD
    settings.PUBLIC_URL = "http://help.example.com"
    assert not list(outside.certificate(refused))


def test_a_mail_server_that_does_not_answer(db, monkeypatch):
    from shouhou.channels.email.server import Server

    monkeypatch.setattr(outside, "configured", lambda: Server.read("smtp://127.0.0.1:1"))
    assert only(outside.mail(), "mail").level is Level.BAD
    monkeypatch.setattr(outside, "configured", lambda: None)
    assert only(outside.mail(), "mail").level is Level.LOOK


def test_the_page_says_the_urgent_first_and_leads_on(cast):
    Job.objects.create(name="search.rebuild", due_at=timezone.now() - timedelta(minutes=5))
    client = cast.client(cast.admin)
    page = client.get("/workbench/health/").content.decode()
    assert "有 1 项要马上处理。" in page
    assert page.index("后台任务队列") < page.index("执行者</td>")
    assert 'hx-trigger="load, every 20s"' in page
    part = client.get("/workbench/health/?part=all").content.decode()
    assert "<html" not in part
    assert "邮件服务器" in part
    assert "邮件服务器" not in page


@pytest.mark.abuse(74)
def test_only_administrators_see_it(cast):
    for name in ("jiahe", "guwen", "zhuguan", "shenji"):
        assert cast.client(cast.people[name]).get("/workbench/health/").status_code in {403, 404}


def test_opensearch_is_a_line_where_it_was_set_up(settings, monkeypatch):
    assert list(inside.far_search()) == []
    monkeypatch.setattr(search, "state", lambda: ("node: ConnectError", 7))
    (line,) = inside.far_search()
    assert (line.level, "ConnectError" in line.said) == (Level.LOOK, True)
    monkeypatch.setattr(search, "state", lambda: ("", 7))
    (line,) = inside.far_search()
    assert (line.level, "7" in line.said) == (Level.GOOD, True)
