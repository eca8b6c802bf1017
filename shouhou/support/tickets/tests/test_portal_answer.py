"""追问, 未解决退回, 确认解决 from the customer's page."""

from __future__ import annotations

import re

import pytest

from shouhou.foundation import drafts
from shouhou.support.tickets import actions
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Entry

pytestmark = pytest.mark.requirement("LC-4a-13")


def body(answer):
    return answer.content.decode()


def test_a_follow_up_is_written_once_and_shown(cast):
    ticket = cast.accepted()
    client = cast.client(cast.jiahe)
    form = {"follow-up-body": "<p>又出现了</p>", "_key": "a"}
    for _ in range(2):
        answer = client.post(f"/tickets/{ticket.number}/follow-ups/", form)
        assert answer.status_code == 302 and answer["Location"] == f"/tickets/{ticket.number}/#records"
    assert Entry.objects.filter(kind=Entry.Kind.FOLLOW_UP).count() == 1
    page = body(client.get(f"/tickets/{ticket.number}/"))
    assert "又出现了" in page and "追问已提交" in page and f'data-draft-clear="ticket.{ticket.pk}.follow-up"' in page
    assert "追问已提交" not in body(client.get(f"/tickets/{ticket.number}/"))


def test_an_empty_follow_up_is_refused_beside_its_field(cast):
    ticket = cast.accepted()
    answer = cast.client(cast.jiahe).post(f"/tickets/{ticket.number}/follow-ups/", {"follow-up-body": " "})
    assert answer.status_code == 422 and re.search(r'id="id_follow-up-body-error">[^<]*请填写内容', body(answer))


def test_what_was_typed_stays_when_the_question_was_closed_meanwhile(cast):
    ticket = cast.resolved()
    actions.close(ticket, by=None)
    client = cast.client(cast.jiahe)
    drafts.save(cast.jiahe, f"ticket.{ticket.pk}.follow-up", {"follow-up-body": "还有一句"})
    answer = client.post(f"/tickets/{ticket.number}/follow-ups/", {"follow-up-body": "还有一句"})
    assert answer.status_code == 409 and "已关闭" in body(answer) and "还有一句" in body(answer)
    assert drafts.load(cast.jiahe, f"ticket.{ticket.pk}.follow-up")


def test_sending_back_opens_the_question_again(cast):
    ticket = cast.resolved()
    client = cast.client(cast.jiahe)
    answer = client.post(f"/tickets/{ticket.number}/returns/", {"return-reason": "<p>还是报错</p>", "_key": "b"})
    ticket.refresh_from_db()
    assert answer.status_code == 302 and ticket.state == State.WORKING
    page = body(client.get(f"/tickets/{ticket.number}/"))
    assert "未解决退回" in page and "还是报错" in page and "问题已退回" in page and "确认解决" not in page


def test_sending_back_wants_a_reason_and_opens_its_dialog_again(cast):
    ticket = cast.resolved()
    answer = cast.client(cast.jiahe).post(f"/tickets/{ticket.number}/returns/", {"return-reason": ""})
    assert answer.status_code == 422 and "请说明哪里还没有解决" in body(answer)
    assert re.search(r'<dialog id="send-back"[^>]* open', body(answer))


def test_confirming_closes_once(cast):
    ticket = cast.resolved()
    client = cast.client(cast.jiahe)
    for _ in range(2):
        assert client.post(f"/tickets/{ticket.number}/closure/", {"_key": "c"}).status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED and Entry.objects.filter(kind=Entry.Kind.CLOSURE).count() == 1
    assert "已确认解决" in body(client.get(f"/tickets/{ticket.number}/"))


@pytest.mark.parametrize(("made", "path"), [("ask", "returns"), ("accepted", "returns"), ("ask", "closure"), ("accepted", "closure")])
def test_what_the_state_forbids_is_said_not_done(cast, made, path):
    ticket = getattr(cast, made)()
    answer = cast.client(cast.jiahe).post(f"/tickets/{ticket.number}/{path}/", {"return-reason": "还没好"})
    before, _ = ticket.state, ticket.refresh_from_db()
    assert answer.status_code == 409 and "不能这样操作" in body(answer) and ticket.state == before


@pytest.mark.parametrize("path", ["follow-ups", "returns", "closure"])
def test_these_addresses_only_take_posts_of_customers(cast, path):
    ticket = cast.resolved()
    assert cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/{path}/").status_code == 405
    assert cast.client(cast.guwen).post(f"/tickets/{ticket.number}/{path}/").status_code == 403
    assert cast.client().post(f"/tickets/{ticket.number}/{path}/").status_code == 302
