from __future__ import annotations

import pytest
from django.utils import timezone

from shouhou.foundation.jobs import Job, State


@pytest.fixture
def dead(db):
    return Job.objects.create(name="wechat.send", state=State.DEAD, due_at=None, error="连接被拒绝 <b>", finished_at=timezone.now())


def test_a_dead_letter_is_retried_or_put_away(cast, dead):
    client = cast.client(cast.admin)
    page = client.get(f"/workbench/jobs/{dead.pk}/").content.decode()
    assert "连接被拒绝 &lt;b&gt;" in page
    assert client.post(f"/workbench/jobs/{dead.pk}/tries/").status_code == 302
    dead.refresh_from_db()
    assert dead.state == State.FAILED
    assert client.post(f"/workbench/jobs/{dead.pk}/discard/").status_code == 302
    dead.refresh_from_db()
    assert dead.state == State.CANCELLED
    assert client.post(f"/workbench/jobs/{dead.pk}/discard/").status_code == 409


def test_the_auditor_reads_and_changes_nothing_and_others_see_nothing(cast, dead):
    auditor = cast.client(cast.shenji)
    assert "重试" not in auditor.get(f"/workbench/jobs/{dead.pk}/").content.decode()
    assert auditor.post(f"/workbench/jobs/{dead.pk}/tries/").status_code == 403
    assert cast.client(cast.guwen).get("/workbench/jobs/").status_code == 403


def test_only_who_queued_a_job_follows_it(cast):
    job = Job.objects.create(name="x", created_by=cast.jiahe, state=State.RUNNING, done=1, total=4)
    own = cast.client(cast.jiahe)
    answer = own.get(f"/jobs/{job.pk}/progress/")
    assert "25%" in answer.content.decode()
    assert "hx-get" in answer.content.decode()
    assert "HX-Trigger" not in answer
    assert cast.client(cast.yuanfang).get(f"/jobs/{job.pk}/progress/").status_code == 404
    assert own.get("/jobs/999999/progress/").status_code == 404
    assert cast.client(cast.admin).get(f"/jobs/{job.pk}/progress/").status_code == 200
    Job.objects.update(state=State.DONE)
    answer = own.get(f"/jobs/{job.pk}/progress/")
    assert answer["HX-Trigger"] == "job-over"
    assert "hx-get" not in answer.content.decode()
