"""The lists of jobs and imports."""

from __future__ import annotations

import pytest
from django.utils import timezone

from shouhou.foundation.grid import every, the
from shouhou.foundation.grid.asking import Asking
from shouhou.foundation.imports.models import Import
from shouhou.foundation.jobs import Job, State
from shouhou.foundation.jobs.declaring import KINDS, RECURRENCES
from tests.cast import Cast


@pytest.mark.requirement("X-06")
def test_jobs_stand_in_peoples_words_and_old_addresses_narrow(cast: Cast) -> None:
    Job.objects.create(name="notifications.deliver", state=State.DEAD, due_at=None, error="连接被拒绝", finished_at=timezone.now())
    Job.objects.create(name="search.rebuild", state=State.RUNNING, done=3, total=12, message="3 张")
    browser = cast.client(cast.admin)
    page = browser.get("/workbench/jobs/").content.decode()
    assert "发送通知 #" in page and "重建全文索引 #" in page and "25%" in page and "every 8s" in page
    assert "notifications.deliver #" not in page
    page = browser.get("/workbench/jobs/?state=dead").content.decode()
    assert "发送通知 #" in page and "重建全文索引 #" not in page and "every 8s" not in page, "nothing moves on this page"
    assert "重建全文索引 #" in browser.get("/workbench/jobs/?name=search.rebuild").content.decode()
    for odd in ("state=x&name=%00", "state[]=1", "name=" + "x" * 500, "state="):
        assert browser.get("/workbench/jobs/?" + odd).status_code == 200, odd
    assert browser.get("/workbench/jobs/?before=-1").status_code == 400
    assert cast.client(cast.guwen).get("/workbench/jobs/").status_code == 403


def test_every_job_has_a_name_people_read() -> None:
    ours = {name: kind for name, kind in KINDS.items() if kind.work.__module__.startswith("shouhou.")}
    assert {name for name, kind in ours.items() if not str(kind.label)} == set()
    assert RECURRENCES.keys() & ours.keys()


def test_the_list_of_imports_is_a_grid_with_the_form_above_it(cast: Cast) -> None:
    Import.objects.create(kind="customers", name="客户.xlsx", path="none", created_by=cast.admin, total=12, added=10, refused=2)
    page = cast.client(cast.admin).get("/workbench/imports/?group=kind").content.decode()
    assert 'enctype="multipart/form-data"' in page and 'data-grid="imports"' in page and "12" in page
    grid = the("imports")
    rows = [row["name"] for piece in every(grid, cast.guwen, Asking.of(grid), 10) for row in piece]
    assert rows == []
