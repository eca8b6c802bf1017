"""立即备份: a job with progress, made by the command in a process of its own."""

from __future__ import annotations

import sys

import pytest

from shouhou.faces.operations import jobs as ours
from shouhou.foundation import jobs

FAKE = "print('0 0 copying', flush=True); print('5242880 10485760 files 5/10', flush=True); print('done: x')"


@pytest.fixture
def command(monkeypatch):
    def of(code: str) -> None:
        monkeypatch.setattr(ours, "COMMAND", [sys.executable, "-c", code])

    return of


def test_a_press_queues_one_backup_and_leads_to_its_progress(cast):
    client = cast.client(cast.admin)
    assert "立即备份" in client.get("/workbench/health/").content.decode()
    first, second = (client.post("/workbench/health/backup/") for _ in range(2))
    queued = jobs.Job.objects.get(name="operations.backup")
    assert first.url == second.url == f"/workbench/jobs/{queued.pk}/"
    assert client.get(first.url).status_code == 200


def test_it_tells_how_far_it_is_and_what_was_made(db, command):
    command(FAKE)
    told = []
    assert ours.back_up({}, lambda *said: told.append(said)) == {"said": "done: x"}
    assert told == [(0, 1, "copying"), (5, 10, "files 5/10")]


def test_a_backup_that_cannot_be_made_is_a_dead_letter_with_the_reason(db, command):
    command("import sys; sys.exit('没有找到 pg_dump')")
    queued = jobs.enqueue("operations.backup", {})
    jobs.work_off()
    queued.refresh_from_db()
    assert (queued.state, queued.error) == ("dead", "没有找到 pg_dump")


def test_the_daily_one_leaves_it_to_an_operator_who_has_his_own(settings, command):
    command(FAKE)
    settings.BACKUP_KEEP = 0
    assert ours.daily({}, lambda *said: None) == {"said": "BACKUP_KEEP=0"}
    settings.BACKUP_KEEP = 7
    assert ours.daily({}, lambda *said: None) == {"said": "done: x"}


@pytest.mark.abuse(74)
def test_only_who_may_can_press(cast):
    for name in ("jiahe", "guwen", "zhuguan", "shenji"):
        assert cast.client(cast.people[name]).post("/workbench/health/backup/").status_code in {403, 404}
    assert not jobs.Job.objects.filter(name="operations.backup").exists()
