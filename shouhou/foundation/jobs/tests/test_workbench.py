from __future__ import annotations

import pytest
from django.utils import timezone

from shouhou.foundation.jobs import Job, State


@pytest.fixture
def dead(db):
    return Job.objects.create(name="wechat.send", state=State.DEAD, due_at=None, error="连接被拒绝 <b>", finished_at=timezone.now())


def test_the_list_shows_states_and_narrows(cast, dead):
    Job.objects.create(name="email.send", state=State.RUNNING, done=3, total=12, message="3 封")
    client = cast.client(cast.admin)
    page = client.get("/workbench/jobs/").content.decode()
    assert "wechat.send" in page
    assert "25%" in page
    assert "every 2s" in page
    page = client.get("/workbench/jobs/?state=dead").content.decode()
    assert "email.send" not in page
    assert "every 2s" not in page, "nothing moves on this page"
    rows = client.get("/workbench/jobs/?part=rows").content.decode()
    assert rows.startswith("<tbody")


def test_pages_turn_by_key(cast):
    Job.objects.bulk_create([Job(name=f"n{n:03d}") for n in range(120)])
    client = cast.client(cast.admin)
    first = client.get("/workbench/jobs/").context["page"]
    second = client.get("/workbench/jobs/" + "?" + first["next_url"].partition("?")[2]).context["page"]
    third = client.get(second["next_url"]).context["page"]
    assert [len(page["rows"]) for page in (first, second, third)] == [50, 50, 20]
    assert client.get(third["previous_url"]).context["page"]["rows"] == second["rows"]


def test_odd_conditions_are_ignored(cast):
    client = cast.client(cast.admin)
    for query in ("state=x&name=%00", "before=-1", "before=9999999999999999999999", "after=²", "state[]=1", "name=" + "x" * 500):
        assert client.get("/workbench/jobs/?" + query).status_code == 200


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
