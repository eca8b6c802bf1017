"""Questions of other systems, real ones among them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shouhou.foundation import imports, search
from shouhou.foundation.imports.models import Import, RefusedRow
from shouhou.foundation.imports.running import run_now
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Entry, Ticket

pytestmark = pytest.mark.django_db


def bring_in(path, by) -> Import:
    made = imports.prepare("tickets", path, by=by)
    made.state = Import.State.RUNNING
    made.save()
    return run_now(made)


def file_of(folder, text: str, name: str = "old.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_event_log_becomes_one_question_with_its_history(cast, tmp_path):
    text = ("number,incident_state,opened_at,sys_updated_at,category,assigned_to,resolved_at,closed_at,u_symptom\n"
            "INC1,New,29-02-2016 01:16,29-02-2016 01:23,Category 55,?,29-02-2016 11:29,05-03-2016 12:00,?\n"
            "INC1,Active,29-02-2016 01:16,29-02-2016 02:00,Category 55,Resolver 7,29-02-2016 11:29,05-03-2016 12:00,Symptom 3\n"
            "INC1,Closed,29-02-2016 01:16,05-03-2016 12:00,Category 55,Resolver 7,29-02-2016 11:29,05-03-2016 12:00,Symptom 3\n")
    made = bring_in(file_of(tmp_path, text), cast.admin)
    assert (made.added, made.changed, made.refused) == (1, 2, 0)
    ticket = Ticket.objects.get(extra__原编号="INC1")
    assert ticket.created_at == datetime(2016, 2, 28, 17, 16, tzinfo=UTC)
    assert (ticket.state, ticket.kind.label, ticket.handling_count) == (State.CLOSED, "Category 55", 2)
    assert [e.author_name for e in Entry.objects.filter(ticket=ticket).order_by("id")] == ["Resolver 7", "Resolver 7"]


def test_without_title_the_text_gives_one(cast, tmp_path):
    made = bring_in(file_of(tmp_path, "id,title,body\n1,,打印机右边两列打不出来\n2,,\n"), cast.admin)
    assert (made.added, made.refused) == (2, 0)
    assert Ticket.objects.get(extra__原编号="1").title == "打印机右边两列打不出来"
    assert Ticket.objects.get(extra__原编号="2").title == "原编号 2"


def test_the_same_file_again_adds_nothing(cast, tmp_path):
    path = file_of(tmp_path, "id,title,body\n1,甲,乙\n")
    bring_in(path, cast.admin)
    again = bring_in(path, cast.admin)
    assert (again.added, again.refused) == (0, 1)
    assert "已经导入过" in RefusedRow.objects.get(of=again).reason


def test_a_bad_date_or_state_is_refused_with_its_text(cast, tmp_path):
    made = bring_in(file_of(tmp_path, "id,title,created,status\n1,甲,31-31-2020,\n2,乙,2020-01-01,奇怪\n3,丙,9999-01-01,\n"), cast.admin)
    assert made.refused == 3
    assert {"31-31-2020" in r.reason or "奇怪" in r.reason or "9999" in r.reason for r in RefusedRow.objects.filter(of=made)} == {True}


def test_html_is_cleaned_and_found(cast, tmp_path):
    bring_in(file_of(tmp_path, 'id,title,body_html\n7,报错,"<p>弹出<script>alert(1)</script><b>蓝屏</b></p>"\n'), cast.admin)
    ticket = Ticket.objects.get(extra__原编号="7")
    assert "script" not in ticket.description
    assert list(search.matching(Ticket.objects.visible_to(cast.zhuguan), "ticket", "蓝屏")) == [ticket]


REAL = ("zh_questions.jsonl", "sumo_questions.jsonl", "itsm_tickets.csv", "incident_event_log.csv")


@pytest.mark.parametrize("name", REAL)
def test_real_files_lose_nothing(cast, shared, tmp_path, name):
    """The first 300 rows of each; a run over every row is in docs/operate."""
    lines = (shared / "data/tickets" / name).read_text(encoding="utf-8").splitlines(keepends=True)[:301]
    path = tmp_path / name
    path.write_text("".join(lines), encoding="utf-8")
    made = bring_in(path, cast.admin)
    assert made.total == made.added + made.changed + made.refused
    assert made.refused == 0
