"""Sending: the caps, what the gateway's answers mean, and notifications."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.aftercare.notifications import Away, tell
from shouhou.aftercare.notifications.models import Delivery, Preference
from shouhou.channels.sms import client as gate
from shouhou.channels.sms import gateway
from shouhou.channels.sms.jobs import tidy
from shouhou.channels.sms.models import Message
from shouhou.channels.sms.sending import mobile, send
from shouhou.foundation import jobs
from shouhou.foundation.accounts.models import Throttle
from shouhou.foundation.jobs import GiveUp, Retry

NUMBER = "13912345678"


def one(number: str = NUMBER, *, source: str = "", purpose: str = "code") -> str:
    return send(number, "SMS_10000001", {"code": "907654"}, purpose=purpose, source=source)


def pass_time(**length: float) -> None:
    """As if this much time had gone by for every budget."""
    for row in Throttle.objects.all():
        row.until -= timedelta(**length)
        row.save()


def test_a_message_arrives_and_its_code_is_not_kept(sms):
    assert one()
    assert sms.taken[0]["params"] == {"code": "907654"}
    kept = Message.objects.get()
    assert kept.state == "sent" and kept.receipt and "907654" not in str(vars(kept)) and str(kept) == "code 139****5678"


@pytest.mark.parametrize(("typed", "number"), [("139 1234 5678", NUMBER), ("+86 139-1234-5678", NUMBER), ("８６１３９１２３４５６７８", NUMBER),
                                               ("021-55556666", ""), ("1391234567", ""), ("139123456789", ""), ("400-658-6000", ""), ("", "")])
def test_only_mobiles(typed, number):
    assert mobile(typed) == number


@pytest.mark.abuse(20)
def test_a_number_is_never_bombarded_whatever_the_purpose_or_place(sms):
    def burst() -> int:
        before = len(sms.taken)
        for n in range(30):
            for purpose in ("code", "invitation", "notice"):
                with suppress(Retry, GiveUp):
                    one(("139 1234 5678", "+8613912345678", NUMBER)[n % 3], source=f"10.0.{n}.1", purpose=purpose)
        return len(sms.taken) - before

    assert burst() == 1
    for _minute in range(8):
        pass_time(seconds=61)
        burst()
    assert len(sms.taken) == 5  # in the hour
    for _hour in range(12):
        pass_time(seconds=3601)
        burst()
    assert len(sms.taken) == 10  # in the day
    pass_time(days=1)
    assert burst() == 1


@pytest.mark.abuse(20)
def test_one_place_and_the_whole_installation_have_a_limit(cast, sms):
    def tried(count: int, source: str) -> int:
        before = len(sms.taken)
        for n in range(count):
            with suppress(GiveUp):
                one(f"138{len(sms.taken):04d}{n:04d}", source=source)
        return len(sms.taken) - before

    assert tried(40, "203.0.113.9") == 20
    gateway.connect(by=cast.admin, **(sms.facts() | {"most_a_day": 25}))
    assert tried(40, "203.0.114.9") == 5
    assert "已达每日上限" in cast.client(cast.admin).get("/workbench/settings/sms/").content.decode()
    with pytest.raises(GiveUp, match="每日上限"):
        one("13700000001")


def test_a_message_waits_for_the_minute(sms):
    one()
    with pytest.raises(Retry) as no:
        one()
    assert 1 <= no.value.after <= 62 and len(sms.taken) == 1


@pytest.mark.parametrize(("fault", "kind", "state"), [
    ("isv.MOBILE_NUMBER_ILLEGAL", GiveUp, "dead"), ("isv.BUSINESS_LIMIT_CONTROL", GiveUp, "dead"), ("isv.AMOUNT_NOT_ENOUGH", Retry, "failed"),
    ("isp.SYSTEM_ERROR", Retry, "failed"), ("500", Retry, "failed")])
def test_what_the_gateway_answers_is_on_record(cast, sms, fault, kind, state):
    sms.fail(fault)
    with pytest.raises(kind):
        one()
    row = Message.objects.get()
    assert row.state == state and (fault == "500" or fault in row.error)
    page = cast.client(cast.admin).get("/workbench/settings/sms/messages/?c=state~in~failed|dead").content.decode()
    assert "139****5678" in page and NUMBER not in page and sms.secret not in page


@pytest.mark.durability("D24")
def test_a_gateway_that_hangs_or_is_gone_is_away(sms, monkeypatch):
    monkeypatch.setattr(gate, "ANSWER_WITHIN", 0.2)
    sms.hangs = 0.6
    with pytest.raises(Away):
        one()
    sms.hangs = 0
    assert Message.objects.get().state == "failed"


def test_a_wrong_secret_is_told_and_tried_again_later(cast, sms):
    gateway.connect(by=cast.admin, **(sms.facts() | {"secret": "0" * 30}))
    with pytest.raises(Retry, match="SignatureDoesNotMatch"):
        one()


def test_notifications_go_only_to_those_who_ticked_it(cast, sms):
    cast.jiahe.phone, cast.yuanfang.phone = "139-1111-2222", "0710-3470000"
    cast.jiahe.save()
    cast.yuanfang.save()
    people = [cast.jiahe, cast.yuanfang]
    tell(people, "ticket.accepted", title="提单 OD000000001 已被接收", dedup="a")
    jobs.work_off()
    assert sms.taken == []
    for person in people:
        Preference.objects.create(user=person, kind="ticket.accepted", transport="sms", is_wanted=True)
    tell(people, "ticket.accepted", title="提单 OD000000002 已被接收" + "，" * 60, dedup="b")
    jobs.work_off()
    assert [m["PhoneNumbers"] for m in sms.taken] == ["13911112222"] and sms.taken[0]["params"]["text"].startswith("提单 OD000000002")
    delivery = Delivery.objects.get()
    assert delivery.state == "sent" and sms.taken[0]["OutId"] == delivery.dedup and delivery.receipt == Message.objects.get().receipt
    assert "短信" in cast.client(cast.jiahe).get("/notices/preferences/").content.decode()


def test_a_number_that_was_changed_meanwhile_gets_nothing(cast, sms):
    cast.jiahe.phone = NUMBER
    cast.jiahe.save()
    Preference.objects.create(user=cast.jiahe, kind="ticket.accepted", transport="sms", is_wanted=True)
    tell([cast.jiahe], "ticket.accepted", title="提单", dedup="a")
    cast.jiahe.phone = "13600000000"
    cast.jiahe.save()
    jobs.work_off()
    assert sms.taken == [] and Delivery.objects.get().state == "dead"


def test_records_go_after_half_a_year(sms):
    for days in (181, 179):
        Message.objects.create(purpose="code", number=NUMBER, template="SMS_1", state="sent", created_at=timezone.now() - timedelta(days=days))
    assert tidy({}, None) == {"gone": 1} and Message.objects.count() == 1
