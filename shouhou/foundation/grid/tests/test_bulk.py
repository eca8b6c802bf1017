"""批量修改: one value for many rows, seen before, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shouhou.foundation.events.models import Event
from shouhou.foundation.grid import bulk
from shouhou.foundation.grid.models import Change, ChangedRow
from shouhou.foundation.jobs import Job
from shouhou.foundation.jobs.running import work_off
from shouhou.support.tickets.models import Ticket
from tests.cast import Cast

DESK = "/workbench/tickets/"


def begun(cast: Cast, who: Any, **data: Any) -> tuple[Any, str]:
    """A person's browser at the form of a change, and its address."""
    browser = cast.client(who)
    answer = browser.post("/grids/tickets/change/", {"address": "?list=1&tab=all", "back": DESK, **data})
    return browser, answer.headers["Location"]


@pytest.mark.requirement("X-06")
def test_rows_are_changed_by_the_rooms_own_verb_after_a_look(cast: Cast) -> None:
    waiting, working, done = cast.ask(title="甲"), cast.accepted(title="乙"), cast.resolved(title="丙")
    already = cast.accepted(title="丁", consultant=cast.guwen2)
    browser, where = begun(cast, cast.zhuguan, pk=[waiting.pk, working.pk, done.pk, already.pk])
    page = browser.post(where, {"column": "consultant", "value": cast.guwen2.pk, "preview": "1"}).content.decode()
    for words in ("修改后会是这样", "其中 1 行不能修改", "赵顾", "钱问", "本来就是", "修改 4 行"):
        assert words in page
    assert Ticket.objects.filter(assignee=cast.guwen2).count() == 1 and not Event.objects.filter(verb="ticket.transferred").exists(), "a look changes nothing"
    browser.post(where, {"column": "consultant", "value": cast.guwen2.pk})
    assert set(Ticket.objects.filter(assignee=cast.guwen2)) == {waiting, working, already}
    assert Event.objects.filter(verb="ticket.transferred", by=cast.zhuguan).count() == 2
    states = dict(ChangedRow.objects.values_list("row", "state"))
    assert states == {waiting.pk: "done", working.pk: "done", done.pk: "refused", already.pk: "same"}
    page = browser.get(where).content.decode()
    assert "撤销这次修改" in page and "没有修改" in page


@pytest.mark.requirement("X-06")
def test_undo_restores_what_nobody_changed_since(cast: Cast) -> None:
    one, two, three = cast.accepted(title="甲"), cast.accepted(title="乙"), cast.ask(title="丙")
    browser, where = begun(cast, cast.zhuguan, pk=[one.pk, two.pk, three.pk])
    browser.post(where, {"column": "consultant", "value": cast.guwen2.pk})
    Ticket.objects.filter(pk=two.pk).update(assignee=cast.zhuguan)
    browser.post(where + "undo/")
    assert list(Ticket.objects.order_by("title").values_list("title", "assignee__username").filter(pk__in=[one.pk, two.pk])) == [
        ("乙", "zhuguan"), ("甲", "guwen")]
    page = browser.get(where).content.decode()
    assert "后来又有人改过，现在是“郑管”" in page and "原来没有值" in page
    again = browser.post(where + "undo/", follow=True).content.decode()
    assert "只能撤销一次" in again


def test_undo_ends_with_the_day(cast: Cast) -> None:
    one = cast.accepted()
    browser, where = begun(cast, cast.zhuguan, pk=[one.pk])
    browser.post(where, {"column": "consultant", "value": cast.guwen2.pk})
    made = Change.objects.get()
    assert made.done_at is not None
    Change.objects.update(done_at=made.done_at - timedelta(days=1))
    assert "一天以内" in browser.post(where + "undo/", follow=True).content.decode()
    one.refresh_from_db()
    assert one.assignee == cast.guwen2


def test_the_whole_result_is_a_job_that_goes_on_where_it_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    tickets = [cast.accepted(title=f"问题{n}") for n in range(5)]
    other = cast.accepted(cast.yuanfang, title="别的", product=cast.product2)
    browser, where = begun(cast, cast.zhuguan, address=f"?list=1&tab=all&customer={cast.jiahe_company.pk}", all="1")
    browser.post(where, {"column": "consultant", "value": cast.guwen2.pk})
    assert Job.objects.filter(name="grid.change").count() == 1 and "hx-get" in browser.get(where).content.decode()
    real, calls = bulk.put, []

    def stumbling(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 3:
            raise RuntimeError("the process went away")
        real(*args)

    monkeypatch.setattr(bulk, "put", stumbling)
    work_off()
    assert ChangedRow.objects.filter(state="done").count() == 2
    Job.objects.filter(name="grid.change").update(due_at=Job.objects.latest("id").created_at)
    work_off()
    assert Change.objects.get().state == "done" and Ticket.objects.filter(assignee=cast.guwen2).count() == len(tickets)
    assert Event.objects.filter(verb="ticket.transferred").count() == len(tickets), "no row is changed twice"
    other.refresh_from_db()
    assert other.assignee == cast.guwen


@pytest.mark.abuse(68)
def test_a_foreign_row_among_them_refuses_all(cast: Cast) -> None:
    hidden, own = cast.accepted(cast.yuanfang, consultant=cast.guwen2), cast.accepted()
    browser = cast.client(cast.guwen)
    answers = [browser.post("/grids/tickets/change/", {"address": "?", "pk": [own.pk, pk], "back": DESK}) for pk in (hidden.pk, 999_999_999)]
    assert [answer.status_code for answer in answers] == [404, 404] and not Change.objects.exists()


def test_nobody_changes_what_he_may_not(cast: Cast) -> None:
    own = cast.accepted()
    browser, where = begun(cast, cast.guwen, pk=[own.pk, "x", "9" * 30])
    assert list(Change.objects.get().rows.values_list("row", flat=True)) == [own.pk]
    assert cast.client(cast.zhuguan).get(where).status_code == 404, "a change is its owner's"
    assert browser.post(where, {"column": "title", "value": "x"}).status_code in {302, 422}
    own.refresh_from_db()
    assert own.title != "x"
    answer = cast.client(cast.shenji).post("/grids/tickets/change/", {"address": "?", "pk": [own.pk], "back": DESK}, follow=True)
    assert "没有您可以批量修改的字段" in answer.content.decode()
    assert cast.client(cast.jiahe).post("/grids/tickets/change/", {"address": "?", "pk": [own.pk]}).status_code == 403
    assert "请先选中" in cast.client(cast.guwen).post("/grids/tickets/change/", {"address": "?", "back": DESK}, follow=True).content.decode()
    page = browser.post(where, {"column": "consultant", "value": cast.jiahe.pk, "preview": "1"})
    assert page.status_code == 422, "only what the form's field allows"
