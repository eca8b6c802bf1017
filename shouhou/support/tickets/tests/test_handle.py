"""处理 and 回复客户."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from shouhou.foundation import drafts
from shouhou.support.tickets import actions
from shouhou.support.tickets.lifecycle import State
from shouhou.support.tickets.models import Entry
from tests.cast import Cast


def sent(cast: Cast, outcome: str, body: str = "<p>改了参数</p>", **more: Any) -> dict[str, Any]:
    return {"handle-classification": cast.term("classification", "设置问题").pk, "handle-body": body,
            "handle-outcome": cast.term("outcome", outcome).pk, **more}


@pytest.mark.requirement("HJ-3-10", "HJ-3-07", "HJ-3-08")
def test_handlings_are_counted_and_the_last_finishes(cast: Cast) -> None:
    ticket, browser = cast.accepted(), cast.client(cast.guwen)
    address = f"/workbench/tickets/{ticket.number}/"
    later = timezone.localdate() + timedelta(days=4)
    assert browser.post(address + "handlings/", sent(cast, "部分处理", _key="1", **{"handle-promised_on": str(later)})).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.handling_count, ticket.promised_on) == (State.WORKING, 1, later)
    assert browser.post(address + "handlings/", sent(cast, "未处理/需继续", "<p>还差一点</p>", _key="2")).status_code == 302
    assert browser.post(address + "handlings/", sent(cast, "完全处理", "<p>好了</p>", _key="3")).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.handling_count) == (State.RESOLVED, 3)
    page = browser.get(address).content.decode()
    for words in ("第 1 次处理", "第 2 次处理", "第 3 次处理", "【设置问题】", "处理结果", "完全处理", "部分处理", "还差一点"):
        assert words in page
    assert list(Entry.objects.filter(ticket=ticket, kind="handling").order_by("id").values_list("ordinal", flat=True)) == [1, 2, 3]


def test_each_field_says_what_is_wrong_and_the_text_stays(cast: Cast) -> None:
    ticket = cast.accepted()
    answer = cast.client(cast.guwen).post(f"/workbench/tickets/{ticket.number}/handlings/", {"handle-body": "<p>已经写好的说明</p>", "_key": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("请选择问题分类。", "请选择处理结果。", "已经写好的说明"):
        assert words in page
    answer = cast.client(cast.guwen).post(f"/workbench/tickets/{ticket.number}/handlings/", sent(
        cast, "部分处理", "", **{"handle-promised_on": str(timezone.localdate() - timedelta(days=1))}))
    assert "请填写处理说明。" in answer.content.decode()
    assert not Entry.objects.filter(ticket=ticket, kind="handling").exists()


def test_a_word_that_is_no_choice_is_refused(cast: Cast) -> None:
    ticket = cast.accepted()
    for wrong in (cast.term("kind", "应用问题").pk, 999999, "x", "-1", "\0"):
        answer = cast.client(cast.guwen).post(f"/workbench/tickets/{ticket.number}/handlings/",
                                              {**sent(cast, "完全处理"), "handle-outcome": wrong})
        assert answer.status_code == 422, wrong


def test_a_draft_comes_back_and_goes_when_sent(cast: Cast) -> None:
    ticket, browser = cast.accepted(), cast.client(cast.guwen)
    name = f"tickets.handle.{ticket.pk}"
    drafts.save(cast.guwen, name, {"handle-body": "<p>写到一半</p>", "handle-promised_on": ""})
    page = browser.get(f"/workbench/tickets/{ticket.number}/?do=handle").content.decode()
    assert "写到一半" in page and f'data-draft="{name}"' in page
    browser.post(f"/workbench/tickets/{ticket.number}/handlings/", sent(cast, "完全处理", _key="1"))
    assert drafts.load(cast.guwen, name) == {}


def test_what_is_written_is_cleaned(cast: Cast) -> None:
    ticket, browser = cast.accepted(), cast.client(cast.guwen)
    browser.post(f"/workbench/tickets/{ticket.number}/handlings/", sent(cast, "部分处理", '<p onclick="x()">看<script>alert(1)</script></p>', _key="1"))
    page = browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    assert "alert(1)" not in page and "onclick" not in page


def test_a_reply_is_seen_by_the_customer_and_the_question_no_longer_waits_for_us(cast: Cast) -> None:
    ticket, browser = cast.accepted(), cast.client(cast.guwen)
    actions.follow_up(ticket, by=cast.jiahe, body="<p>还是不行</p>")
    assert "追问" in browser.get(f"/workbench/tickets/{ticket.number}/").content.decode()
    answer = browser.post(f"/workbench/tickets/{ticket.number}/follow-ups/", {"reply-body": "<p>请发一张截图</p>", "_key": "1"})
    assert answer.status_code == 302
    ticket.refresh_from_db()
    assert ticket.waits_for_staff is False
    assert "请发一张截图" in cast.client(cast.jiahe).get(f"/tickets/{ticket.number}/").content.decode()


def test_a_finished_question_offers_no_handling(cast: Cast) -> None:
    ticket = cast.resolved()
    answer = cast.client(cast.guwen).post(f"/workbench/tickets/{ticket.number}/handlings/", sent(cast, "完全处理", _key="9"))
    assert answer.status_code == 409
    assert "处理完成" in answer.content.decode()


def test_in_the_pane_the_answer_is_the_pane_and_the_line(cast: Cast) -> None:
    ticket, browser = cast.accepted(), cast.client(cast.guwen)
    pane = {"HX-Request": "true", "HX-Target": "section#pane"}
    answer = browser.get(f"/workbench/tickets/{ticket.number}/", headers=pane)
    assert "<html" not in answer.content.decode() and "data-pane-close" in answer.content.decode()
    form = browser.get(f"/workbench/tickets/{ticket.number}/act/handle/?pane", headers={"HX-Request": "true", "HX-Target": "div#act"})
    assert "hx-post" in form.content.decode()
    answer = browser.post(f"/workbench/tickets/{ticket.number}/handlings/", sent(cast, "完全处理", _key="1"), headers=pane)
    assert answer.status_code == 200 and "<html" not in answer.content.decode()
    told = answer.headers["HX-Trigger"]
    assert "toast" in told and f"t{ticket.pk}" in told and "draft-clear" in told and told.isascii()
    answer = browser.post(f"/workbench/tickets/{ticket.number}/handlings/", sent(cast, "完全处理", _key="2"), headers=pane)
    assert answer.status_code == 409 and "<html" not in answer.content.decode()
