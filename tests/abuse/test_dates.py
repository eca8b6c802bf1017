"""Days that are none, long gone, far away or in another zone, wherever a day is typed (security row 113)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from shouhou.foundation.grid import Asking, Unreadable, page
from shouhou.foundation.grid.registry import GRIDS
from shouhou.support.knowledge.actions import add_category
from shouhou.support.knowledge.models import Article
from shouhou.support.tickets.lifecycle import State
from tests.cast import Cast

ODD = ["0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01", "2026-00-10", "1900-01-01", "-1", "1e9", "now",
       "１２３４-０１-０１",
       "2026-01-01T00:00:00Z", "2026-01-01+14:00", "2026-1-1'--", "99999999999999", "2026-01-01\x00", "31/12/2026", "٢٠٢٦-٠١-٠١"]


@pytest.mark.abuse(113)
@pytest.mark.parametrize("day", ODD)
def test_a_promise_is_a_day_within_a_year_from_today(cast: Cast, day: str) -> None:
    ticket = cast.ask()
    answer = cast.client(cast.guwen).post(f"/workbench/tickets/{ticket.number}/acceptance/", {"accept-promised_on": day, "accept-note": "写了很多字"})
    ticket.refresh_from_db()
    assert answer.status_code == 422 and "写了很多字" in answer.content.decode()
    assert ticket.state == State.WAITING and ticket.promised_on is None


@pytest.mark.abuse(113)
def test_today_is_the_day_of_the_house(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 17:00 UTC it is tomorrow in Shanghai: yesterday's date there is the past, though it is today by UTC."""
    late = timezone.now().replace(hour=17, minute=0)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    ticket, here = cast.ask(), timezone.localdate(late)
    assert here == late.date() + timedelta(days=1)
    for day, status in ((late.date(), 422), (here, 302)):
        answer = cast.client(cast.guwen).post(f"/workbench/tickets/{ticket.number}/acceptance/", {"accept-promised_on": str(day), "accept-note": "好"})
        assert answer.status_code == status, day


@pytest.mark.abuse(113)
@pytest.mark.parametrize("day", ODD)
def test_a_list_asked_for_an_odd_day_says_so_or_finds_nothing(cast: Cast, day: str) -> None:
    cast.ask()
    tried = 0
    for grid in GRIDS.values():
        for column in grid.columns:
            if column.kind not in ("date", "moment"):
                continue
            for said in (f"{column.key}~is~{day}", f"{column.key}~lt~{day}", f"{column.key}~ge~{day}", f"{column.key}~between~{day}..{day}",
                         f"{column.key}~in~{day}|2026-01-01"):
                query = QueryDict(mutable=True)
                query.setlist("c", [said])
                tried += 1
                try:
                    page(grid, cast.admin, Asking.read(grid, cast.admin, query))
                except Unreadable as why:
                    assert why.status == 400
    assert tried > 50
    for name, address in ((cast.guwen, "/workbench/tickets/"), (cast.jiahe, "/tickets/open/")):
        assert cast.client(name).get(address, {"c": f"created~ge~{day}"}).status_code in {200, 400}


@pytest.mark.abuse(113)
@pytest.mark.parametrize("day", ODD)
def test_an_article_does_not_expire_on_an_odd_day(cast: Cast, day: str) -> None:
    category = add_category("财务", by=None)
    answer = cast.client(cast.zhishi).post("/workbench/knowledge/new/", {"title": "凭证断号", "body": "<p>重新编号。</p>", "category": category.pk,
                                                                         "audience": "customer", "expires_on": day})
    assert answer.status_code < 500
    kept = Article.objects.filter(title="凭证断号").first()
    if kept is not None:
        for address in ("/workbench/knowledge/", f"/workbench/knowledge/{kept.pk}/", f"/workbench/knowledge/?c=expires~lt~{timezone.localdate()}"):
            assert cast.client(cast.zhishi).get(address).status_code in {200, 400}
