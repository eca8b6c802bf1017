"""搜索索引: the page and its button."""

import pytest

from shouhou.foundation.jobs import Job, work_off


def test_an_administrator_sees_the_index_and_has_it_written_anew(cast):
    browser = cast.client(cast.admin)
    assert "重建索引" in browser.get("/workbench/search-index/").text
    assert browser.post("/workbench/search-index/rebuild/").status_code == 302
    job = Job.objects.get(name="search.rebuild")
    assert job.created_by == cast.admin and f"job-{job.pk}" in browser.get("/workbench/search-index/").text
    browser.post("/workbench/search-index/rebuild/")
    assert Job.objects.filter(name="search.rebuild").count() == 1
    work_off()
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.parametrize("who", ["guwen", "jiahe", "shenji"])
def test_nobody_else_does(cast, who):
    browser = cast.client(getattr(cast, who))
    assert browser.get("/workbench/search-index/").status_code in (302, 403, 404)
    browser.post("/workbench/search-index/rebuild/")
    assert not Job.objects.filter(name="search.rebuild").exists()
