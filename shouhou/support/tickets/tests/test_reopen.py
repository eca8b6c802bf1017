"""关闭 and 重新打开 by a supervisor."""

from __future__ import annotations

from shouhou.support.tickets.lifecycle import State
from tests.cast import Cast


def test_a_supervisor_closes_and_opens_again(cast: Cast) -> None:
    ticket, browser = cast.resolved(), cast.client(cast.zhuguan)
    address = f"/workbench/tickets/{ticket.number}/"
    assert browser.post(address + "closure/", {"close-remark": "电话确认", "_key": "1"}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert browser.post(address + "reopening/", {"reopen-reason": "", "_key": "2"}).status_code == 422
    assert browser.post(address + "reopening/", {"reopen-reason": "又出现了", "_key": "3"}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == State.WORKING and ticket.assignee == cast.guwen
    page = browser.get(address).content.decode()
    assert "电话确认" in page and "又出现了" in page and "重新打开" in page


def test_a_consultant_may_not(cast: Cast) -> None:
    ticket = cast.resolved()
    page = cast.client(cast.guwen).get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert "关闭问题单" not in page and "?do=close" not in page
    assert cast.client(cast.guwen).post(f"/workbench/tickets/{ticket.number}/closure/", {"_key": "1"}).status_code == 403


def test_an_open_question_cannot_be_closed(cast: Cast) -> None:
    ticket = cast.accepted()
    answer = cast.client(cast.zhuguan).post(f"/workbench/tickets/{ticket.number}/closure/", {"_key": "1"})
    assert answer.status_code == 409
