"""Pushes: from the verb of a question to WeChat's server, and what its answers mean."""

from __future__ import annotations

import json
import logging

import pytest
from django.conf import settings

from shouhou.aftercare.notifications import tell
from shouhou.aftercare.notifications.models import Delivery
from shouhou.channels.wechat import account, mapping
from shouhou.channels.wechat.client import Client, NotReached
from shouhou.channels.wechat.models import AccessToken, Account, Binding
from shouhou.foundation import jobs
from shouhou.foundation.access import Refused
from tests.doubles.wechat import event

ME = "oFollower00000000000000001"
SEND = "/cgi-bin/message/template/send"


@pytest.fixture
def bound(cast, wechat):
    """嘉禾's user has bound a WeChat user who follows."""
    jobs.work_off()
    wechat.followers.add(ME)
    return Binding.objects.create(openid=ME, user=cast.jiahe)


@pytest.mark.requirement("HJ-4-01")
def test_acceptance_and_completion_arrive(cast, wechat, bound):
    ticket = cast.resolved(title="核销应收单，请致电 13907101234 或 0710-3470000")
    jobs.work_off()
    assert [m["template_id"] for m in wechat.sent] == ["TPL-ACCEPTED", "TPL-RESOLVED"]
    first, second = wechat.sent
    assert first["touser"] == ME and first["url"] == f"{settings.PUBLIC_URL}/tickets/{ticket.number}/"
    assert first["data"]["character_string1"]["value"] == ticket.number and first["data"]["thing3"]["value"] == "赵顾"
    assert "已接单" in first["data"]["thing4"]["value"] and "完全处理" in second["data"]["thing4"]["value"]
    everything = json.dumps(wechat.sent, ensure_ascii=False)
    assert "13907101234" not in everything and "3470000" not in everything and "13800138000" not in everything
    assert all(len(v["value"]) <= 20 for m in wechat.sent for k, v in m["data"].items() if k.startswith("thing"))
    deliveries = Delivery.objects.filter(transport="wechat").order_by("id")
    assert [(d.state, d.receipt) for d in deliveries] == [("sent", str(m["msgid"])) for m in wechat.sent]
    assert [m["client_msg_id"] for m in wechat.sent] == [d.dedup for d in deliveries]


@pytest.mark.requirement("HJ-4-04")
def test_every_bound_wechat_user_is_told_and_nobody_else(cast, wechat, bound):
    wechat.followers |= {"oSecond", "oGone", "oLeft", "oStranger"}
    Binding.objects.create(openid="oSecond", user=cast.jiahe)
    Binding.objects.create(openid="oGone", user=cast.jiahe, follows=False)
    Binding.objects.create(openid="oLeft", user=cast.jiahe, unbound_at="2026-01-01T00:00:00Z")
    Binding.objects.create(openid="oStranger", user=cast.yuanfang)
    cast.accepted()
    jobs.work_off()
    assert {m["touser"] for m in wechat.sent} == {ME, "oSecond"}


def test_what_waits_when_somebody_unbinds_is_not_sent(cast, wechat, bound):
    tell([cast.jiahe], "ticket.accepted", title="提单已被接收", dedup="x")
    Binding.objects.update(unbound_at="2026-01-01T00:00:00Z")
    jobs.work_off()
    assert wechat.sent == [] and Delivery.objects.get().error == "已解除绑定。"


@pytest.mark.requirement("HJ-4-04")
@pytest.mark.parametrize(("code", "words"), [(45009, "调用次数已用完"), (-1, "系统繁忙"), (500, "暂时不可用")])
def test_what_may_work_later_is_tried_again(cast, wechat, bound, code, words):
    wechat.fail(SEND, code)
    cast.accepted()
    jobs.work_off()
    delivery = Delivery.objects.get()
    assert delivery.state == "failed" and words in delivery.error
    page = cast.client(cast.admin).get("/workbench/notifications/?transport=wechat&state=failed").content.decode()
    assert words in page and "微信" in page
    jobs.Job.objects.filter(state=jobs.State.FAILED).update(due_at="2026-01-01T00:00:00Z")
    jobs.work_off()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, len(wechat.sent)) == ("sent", 2, 1)


@pytest.mark.parametrize("code", [40003, 40037, 47003, 48001])
def test_what_never_works_is_given_up_with_wechats_words(cast, wechat, bound, code):
    wechat.fail(SEND, code)
    cast.accepted()
    jobs.work_off()
    delivery = Delivery.objects.get()
    assert delivery.state == "dead" and str(code) in delivery.error


@pytest.mark.requirement("HJ-4-04")
@pytest.mark.parametrize("way", ["template", "subscribe"])
def test_who_does_not_follow_is_marked_and_left_alone(cast, wechat, bound, way, say):
    account.connect(by=None, way=way)
    jobs.work_off()
    wechat.followers.clear()
    ticket = cast.accepted()
    jobs.work_off()
    bound.refresh_from_db()
    assert not bound.follows and Delivery.objects.get().state == "dead"
    asked = len(wechat.asked)
    cast.accepted()
    jobs.work_off()
    assert len(wechat.asked) == asked
    say(event(ME, "subscribe"))
    wechat.followers.add(ME)
    cast.accepted(title="又能收到")
    jobs.work_off()
    assert [m["data"]["thing2"]["value"] for m in wechat.sent] == ["又能收到"] and ticket.title != "又能收到"


def test_subscribed_messages_go_by_the_same_port(cast, wechat, bound):
    account.connect(by=None, way="subscribe")
    cast.accepted()
    jobs.work_off()
    assert wechat.sent[0]["path"] == "/cgi-bin/message/subscribe/bizsend" and wechat.sent[0]["page"].startswith(settings.PUBLIC_URL)
    assert Delivery.objects.get().state == "sent"


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_stale_token_is_renewed_once(cast, wechat, bound, code):
    wechat.fail(SEND, code)
    cast.accepted()
    jobs.work_off()
    assert len(wechat.sent) == 1
    wechat.fail(SEND, code, code)
    cast.accepted()
    jobs.work_off()
    assert len(wechat.sent) == 1 and Delivery.objects.order_by("-id")[0].state == "dead"


def test_one_token_for_all_and_one_who_fetches_it(cast, wechat, bound):
    wechat.asked.clear()
    for _ in range(3):
        cast.accepted()
    jobs.work_off()
    assert len(wechat.sent) == 3 and [p for p, _ in wechat.asked if "stable_token" in p] == []
    AccessToken.objects.update(expires_at="2026-01-01T00:00:00Z")
    cast.accepted()
    jobs.work_off()
    assert [p for p, _ in wechat.asked if "stable_token" in p] == ["/cgi-bin/stable_token"] and AccessToken.objects.get().is_good


def test_who_waits_for_the_token_of_another_does_not_wait_forever(wechat, monkeypatch):
    AccessToken.objects.create(pk=1, value="", leased_until="2126-01-01T00:00:00Z")
    clock = iter(range(0, 100, 3))
    monkeypatch.setattr("shouhou.channels.wechat.client.time.monotonic", lambda: next(clock))
    monkeypatch.setattr("shouhou.channels.wechat.client.time.sleep", lambda _: None)
    with pytest.raises(NotReached):
        Client(Account.objects.get()).token()


def test_a_wrong_secret_is_tried_again_later_and_named(cast, wechat, bound):
    account.connect(by=None, secret="0" * 32)
    cast.accepted()
    jobs.work_off()
    delivery = Delivery.objects.get()
    assert delivery.state == "failed" and "40125" in delivery.error


def test_wechat_saying_later_that_it_did_not_arrive_is_seen_in_the_log(cast, wechat, bound, say):
    cast.accepted()
    jobs.work_off()
    receipt = Delivery.objects.get().receipt
    say(event(ME, "TEMPLATESENDJOBFINISH", at=1, MsgID=receipt, Status="success"))
    assert Delivery.objects.get().state == "sent"
    say(event(ME, "TEMPLATESENDJOBFINISH", at=2, MsgID=receipt, Status="failed:user block"))
    assert (Delivery.objects.get().state, Delivery.objects.get().error) == ("dead", "微信没有送达：failed:user block")


@pytest.mark.abuse(44)
def test_no_secret_in_logs_errors_or_rows(cast, wechat, bound, caplog):
    caplog.set_level(logging.DEBUG)
    wechat.fail(SEND, 500, 45009, 40037)
    for _ in range(3):
        cast.accepted()
    jobs.work_off()
    wechat.http.server_close()
    wechat.http.shutdown()
    cast.accepted()
    jobs.work_off()
    kept = "\n".join([caplog.text, *(str(vars(row)) for row in [*Delivery.objects.all(), *jobs.Job.objects.all()])])
    assert Delivery.objects.exclude(state="sent").count() == 4
    for canary in (wechat.secret, wechat.token, wechat.aes_key, wechat.access_token):
        assert canary and canary not in kept


@pytest.mark.parametrize("text", ["", "thing2", "thing2=价格", "thing2=标题\n2=单号", "Thing2=标题", "thing2=标题;",
                                  "\n".join(f"thing{n}=标题" for n in range(11))])
def test_what_is_no_mapping_is_refused(text):
    with pytest.raises(Refused):
        mapping.parse(text)


@pytest.mark.parametrize(("place", "given", "taken"), [
    ("thing2", "一" * 30, "一" * 19 + "…"), ("phrase4", "未处理/需继续", "未处理/…"), ("thing2", "", "—"), ("thing2", "甲\n乙\x00", "甲 乙"),
    ("keyword1", "电话13907101234。", "电话139****1234。"), ("character_string1", "OD000000001", "OD000000001"), ("thing2", "0710-3470000", "0710-****000")])
def test_values_fit_their_places(place, given, taken):
    assert mapping.fitted(place, given) == taken
