"""内部备注."""

from __future__ import annotations

from shouhou.support.tickets.models import Entry
from tests.cast import Cast


def test_colleagues_read_it_and_customers_never(cast: Cast) -> None:
    ticket = cast.accepted()
    answer = cast.client(cast.rexian).post(f"/workbench/tickets/{ticket.number}/notes/", {"note-body": "<p>客户情绪激动</p>", "_key": "1"})
    assert answer.status_code == 404  # 热线 sees the queue and the own questions
    browser = cast.client(cast.guwen)
    assert browser.post(f"/workbench/tickets/{ticket.number}/notes/", {"note-body": "<p>客户情绪激动</p>", "_key": "1"}).status_code == 302
    page = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert "客户情绪激动" in page and "entry internal" in page and ">内部<" in page
    for user in (cast.jiahe, cast.jiahe_boss):
        assert "客户情绪激动" not in cast.client(user).get(f"/tickets/{ticket.number}/").content.decode()
    assert Entry.objects.get(ticket=ticket, kind="note").is_internal


def test_a_blank_note_is_refused(cast: Cast) -> None:
    ticket = cast.accepted()
    answer = cast.client(cast.guwen).post(f"/workbench/tickets/{ticket.number}/notes/", {"note-body": "<p> </p>"})
    assert answer.status_code == 422 and "请填写备注内容。" in answer.content.decode()


def test_it_is_found_by_search_at_the_desk(cast: Cast) -> None:
    ticket, other = cast.accepted(title="甲"), cast.accepted(title="乙")
    browser = cast.client(cast.guwen)
    browser.post(f"/workbench/tickets/{ticket.number}/notes/", {"note-body": "<p>环境有二次开发</p>", "_key": "1"})
    page = browser.get("/workbench/tickets/?q=二次开发").content.decode()
    assert ticket.number in page and other.number not in page
