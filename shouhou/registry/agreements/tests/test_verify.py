"""Code and PIN: checked slowly and alike, ten times a day; set, changed and recovered by the customer alone (security rows 132, 133)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import Throttle
from shouhou.foundation.events.models import Event
from shouhou.registry.agreements.actions import ask_recovery, change_pin, issue, recover, set_pin, verify
from shouhou.registry.agreements.actions.pin import open_recovery
from shouhou.registry.agreements.models import CodeFormat, Recovery, ServiceCode
from shouhou.registry.agreements.pins import is_easy, make_pin

HERE = "192.0.2.7"


@pytest.fixture
def made(cast):
    return issue(cast.jiahe_company, by=None, form=CodeFormat.objects.get(is_default=True), with_pin=True)


def wrong(code, n=0, source=HERE):
    with pytest.raises(Refused) as no:
        verify(code, f"{n:06d}", source=source)
    return no.value.message


def test_right_is_right(made):
    assert verify(made.code.code, made.pin, source=HERE) == made.code


@pytest.mark.abuse(133)
def test_unknown_code_wrong_pin_and_no_pin_sound_alike(cast, made):
    without = issue(cast.jiahe_company, by=None, form=CodeFormat.objects.get(is_default=True)).code
    assert wrong(made.code.code) == wrong("8999999999") == wrong(without.code) == wrong("") == "服务识别码或密码不正确。"


@pytest.mark.abuse(132)
def test_a_thousand_calls_get_ten_checks(cast, made, monkeypatch):
    checked = []
    monkeypatch.setattr("shouhou.registry.agreements.actions.checking.check_password", lambda pin, kept: checked.append(pin) or False)
    for n in range(1000):
        wrong(made.code.code, n, source=f"198.51.{n // 250}.{n % 250}")
    assert len(checked) == 10
    assert Event.objects.filter(verb="code.locked", subject=f"servicecode:{made.code.pk}").count() == 1
    made.code.refresh_from_db()
    assert made.code.is_locked


@pytest.mark.abuse(132)
def test_locked_the_right_pin_does_not_help_until_the_day_is_over(made):
    for n in range(11):
        wrong(made.code.code, n, source=f"198.51.100.{n}")
    with pytest.raises(Refused, match="已锁定"):
        verify(made.code.code, made.pin, source="203.0.113.5")
    before = timezone.now() - timedelta(minutes=1)
    Throttle.objects.update(until=before, not_before=before)
    with pytest.raises(Refused, match="已锁定"):
        verify(made.code.code, made.pin, source=HERE)
    ServiceCode.objects.update(locked_until=before)
    assert verify(made.code.code, made.pin, source=HERE)


@pytest.mark.abuse(133)
def test_an_unknown_code_locks_the_same_way(db):
    said = [wrong("8123456789", n, source=f"198.51.100.{n}") for n in range(12)]
    assert "已锁定" in said[-1] and "已锁定" not in said[9]


@pytest.mark.abuse(132)
def test_one_caller_cannot_go_through_many_codes(db):
    said = [wrong(f"8{n:09d}") for n in range(31)]
    assert "太频繁" in said[-1] and "不正确" in said[29]


def test_the_right_pin_clears_what_was_counted(made):
    for n in range(9):
        wrong(made.code.code, n)
    verify(made.code.code, made.pin, source=HERE)
    assert not Throttle.objects.filter(pk=f"pin:{made.code.code}").exists()


@pytest.mark.requirement("YY-2-02", "YY-2-03")
def test_the_desk_verifies_and_gets_the_customers_record(cast, made):
    page = cast.client(cast.rexian).post("/workbench/service-codes/verification/", {"code": made.code.code, "pin": made.pin, "door": "hotline"})
    html = page.content.decode()
    assert page.status_code == 200 and f"/workbench/customers/{cast.jiahe_company.pk}/" in html and "服务至" in html
    assert made.pin not in html and made.code.code not in html
    bad = cast.client(cast.rexian).post("/workbench/service-codes/verification/", {"code": made.code.code, "pin": "1", "door": "hotline"})
    assert bad.status_code == 422 and "不正确" in bad.content.decode() and "嘉禾" not in bad.content.decode()


def test_only_the_companys_administrator_sets_a_pin(cast, made):
    for who in (cast.jiahe, cast.yuanfang_boss, cast.admin, cast.zhuguan):
        with pytest.raises(Refused, match="只有本单位管理员"):
            set_pin(made.code, by=who)
    fresh = set_pin(made.code, by=cast.jiahe_boss)
    assert verify(made.code.code, fresh, source=HERE)
    assert fresh != made.pin and fresh not in str(list(Event.objects.values_list("data", flat=True)))


def test_a_new_pin_ends_the_lock(cast, made):
    for n in range(11):
        wrong(made.code.code, n)
    fresh = set_pin(made.code, by=cast.jiahe_boss)
    assert verify(made.code.code, fresh, source="203.0.113.9")


@pytest.mark.parametrize("pin", ["12345", "123456", "654321", "000000", "121212", "258258", "abcdef", "12 456", "１２３４７８", "1" * 13])
def test_easy_pins_are_refused(cast, made, pin):
    with pytest.raises(Refused) as no:
        set_pin(made.code, by=cast.jiahe_boss, pin=pin)
    assert "pin" in no.value.fields


def test_made_pins_are_never_easy():
    made = {make_pin(6, "8012345678") for _n in range(300)}
    assert len(made) > 290 and all(len(pin) == 6 and not is_easy(pin, "8012345678") for pin in made)


@pytest.mark.requirement("YY-1-03")
def test_who_knows_the_pin_changes_it(cast, made):
    visitor = cast.client()
    typed = {"code": made.code.code, "pin": made.pin, "new": "739164", "again": "739164"}
    assert "不一样" in visitor.post("/service-codes/pin/", {**typed, "again": "1"}).content.decode()
    assert "猜到" in visitor.post("/service-codes/pin/", {**typed, "new": "111111", "again": "111111"}).content.decode()
    assert visitor.post("/service-codes/pin/", typed).status_code == 302
    assert verify(made.code.code, "739164", source=HERE)
    with pytest.raises(Refused):
        change_pin(made.code.code, made.pin, "846219", source=HERE)


@pytest.mark.requirement("YY-1-03")
def test_recovered_by_a_link_once(cast, made):
    asked = cast.client().post("/service-codes/recovery/", {"code": made.code.code, "company": "嘉禾实业"}).content.decode()
    vain = cast.client().post("/service-codes/recovery/", {"code": made.code.code, "company": "别的单位"}).content.decode()
    strip = re.compile(r'nonce="[^"]*"|value="[^"]*"|data-csrf="[^"]*"|content="[^"]*"')
    assert strip.sub("", asked) == strip.sub("", vain) and "单位管理员的邮箱" in asked
    assert Event.objects.filter(verb="code.recovery_asked").count() == 1
    secret = open_recovery(made.code)
    link = f"/service-codes/recovery/link/?s={secret}"
    assert "新密码" in cast.client().get(link).content.decode() and Recovery.objects.get().used_at is None
    assert cast.client().post("/service-codes/recovery/link/", {"s": secret, "new": "739164", "again": "739164"}).status_code == 302
    assert verify(made.code.code, "739164", source=HERE)
    assert cast.client().get(link).status_code == 410
    with pytest.raises(Refused, match="失效"):
        recover(secret, "846219")


def test_an_old_link_and_an_older_one_are_dead(cast, made):
    first = open_recovery(made.code)
    second = open_recovery(made.code)
    assert cast.client().get(f"/service-codes/recovery/link/?s={first}").status_code == 410
    Recovery.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert cast.client().get(f"/service-codes/recovery/link/?s={second}").status_code == 410


def test_recovery_cannot_flood_a_mailbox(cast, made):
    for _n in range(3):
        ask_recovery(made.code.code, "嘉禾实业", source=HERE)
    with pytest.raises(Refused, match="太频繁"):
        ask_recovery(made.code.code, "嘉禾实业", source=HERE)


@pytest.mark.requirement("YY-2-10", "LC-0a-08")
def test_everybody_can_read_where_the_code_is(cast):
    page = cast.client().get("/service-codes/help/").content.decode()
    for words in ("如何查询、获取服务识别码", "产品注册的最后一页", "热线不能查询识别码或密码", "修改识别码密码", "识别码密码找回", "购买软件、服务"):
        assert words in page


def test_the_customers_page(cast, made):
    boss, user = cast.client(cast.jiahe_boss), cast.client(cast.jiahe)
    assert made.code.code in boss.get("/service-codes/").content.decode()
    page = user.get("/service-codes/").content.decode()
    assert made.code.masked in page and made.code.code not in page
    assert made.code.masked not in cast.client(cast.yuanfang_boss).get("/service-codes/").content.decode()
    answer = boss.post(f"/service-codes/{made.code.pk}/pin/")
    pin = re.search(r'id="made-pin">(\d+)<', answer.content.decode())
    assert pin and verify(made.code.code, pin[1], source=HERE) and "no-store" in answer["Cache-Control"]
    assert user.post(f"/service-codes/{made.code.pk}/pin/").status_code == 403
    assert cast.client(cast.yuanfang_boss).post(f"/service-codes/{made.code.pk}/pin/").status_code == 404
    assert boss.post(f"/service-codes/{made.code.pk}/pin/", {"pin": "111111"}, follow=True).status_code == 200
