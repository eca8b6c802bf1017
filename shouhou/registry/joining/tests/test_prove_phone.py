"""Codes by telephone: finding back in, registering, changing one's number."""

from __future__ import annotations

import re
import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import Throttle, User
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs import GiveUp, Job, Retry, work_off
from shouhou.registry.joining import codes
from shouhou.registry.joining.models import Admission, PhoneCode
from tests.crash.threads import shared_database

__all__ = ["shared_database"]
NEW = "绿水青山长在我心"
NUMBER = "13912345678"


def ask(client: Client, phone: str = NUMBER, username: str = "") -> Any:
    answer = client.post("/recovery/phone/", {"phone": phone, "username": username})
    work_off()
    return answer


def enter(client: Client, code: str, page: str = "/recovery/phone/code/") -> Any:
    return client.post(page, {"code": code})


@pytest.mark.django_db(transaction=True)  # as the worker runs: outside any transaction
@pytest.mark.requirement("LC-1c-01", "LC-1c-03")
def test_a_code_by_telephone_gives_a_new_password(cast, phones, wang):
    client = Client()
    assert "手机号找回密码" in client.get("/recovery/").content.decode()
    assert ask(client, "139 1234 5678").url == "/recovery/phone/code/"
    assert "139****5678" in client.get("/recovery/phone/code/").content.decode()
    number, code = phones.sent[0]
    assert number == NUMBER and re.fullmatch(r"\d{6}", code)
    assert code not in str(list(PhoneCode.objects.values())) + str(list(Job.objects.values_list("payload", "result"))) \
        + str(list(Event.objects.values_list("data", flat=True)))
    link = enter(client, code).url
    assert client.post(link, {"new": NEW, "again": NEW}).url == "/login"
    assert Client().post("/login", {"username": "jiahe", "password": NEW}).status_code == 302
    assert Event.objects.get(verb="user.recovered").data["way"] == "sms"


def test_one_number_of_several_accounts_needs_the_user_name(cast, phones):
    User.objects.filter(username__in=["jiahe", "jiahe2"]).update(phone=NUMBER)
    ask(Client(REMOTE_ADDR="10.1.0.1"))
    assert phones.sent == []
    Throttle.objects.all().delete()
    client = Client()
    ask(client, username="JIAHE2")
    assert "jiahe2" in client.get(enter(client, phones.sent[0][1]).url).content.decode()
    Throttle.objects.all().delete()
    ask(Client(), username="yuanfang")
    assert len(phones.sent) == 1


@pytest.mark.abuse(2)
def test_an_unknown_telephone_gives_the_same_bytes_and_the_same_work(cast, phones, wang):
    def told(phone: str, address: str) -> list[tuple[int, str, bytes, int]]:
        client, seen = Client(REMOTE_ADDR=address), []

        def keep(answer: Any) -> None:
            lines = [line for line in answer.content.splitlines() if b"csrf" not in line and b"nonce" not in line]
            seen.append((answer.status_code, answer.headers.get("Location", ""), b"".join(lines).replace(phone[-4:].encode(), b"")))

        keep(ask(client, phone))
        keep(client.get("/recovery/phone/code/"))
        for _try in range(7):
            keep(enter(client, "not it"))
        return seen

    known, unknown = told(NUMBER, "10.1.0.1"), told("13912340000", "10.2.0.1")
    assert known == unknown and len(phones.sent) == 1
    row = PhoneCode.objects.get(user=None)
    work = []
    for code in (PhoneCode.objects.get(user=wang), row):
        PhoneCode.objects.filter(pk=code.pk).update(tries=0)
        with CaptureQueriesContext(connections["default"]) as asked, pytest.raises(Refused):
            codes.check(code, "000000x")
        work.append(len(asked))
    assert work[0] == work[1]


@pytest.mark.abuse(2)
def test_how_often_is_counted_for_numbers_that_nobody_has_too(cast, phones, wang):
    for phone in (NUMBER, "13912340000"):
        client = Client(REMOTE_ADDR="10.3.0.1")
        assert [ask(client, phone).status_code for _ in range(2)] == [302, 429]
        Throttle.objects.all().delete()


@pytest.mark.parametrize("phone", ["", "021-55556666", "1391234", "x" * 40, "13912345678,13700000000", "13912345678\n13700000000"])
def test_what_is_no_mobile_is_said_beside_the_field(cast, phones, phone):
    answer = ask(Client(), phone)
    assert answer.status_code == 400 and not PhoneCode.objects.exists() and phones.sent == []


@pytest.mark.abuse(21)
def test_after_five_wrong_tries_the_right_code_is_refused(cast, phones, wang):
    client = Client()
    ask(client)
    code = phones.sent[0][1]
    wrong = "000000" if code != "000000" else "111111"
    assert [enter(client, wrong).status_code for _ in range(5)] == [401] * 5
    assert enter(client, code).status_code == 401
    assert len(PhoneCode.objects.get().digest) == 64 and code not in PhoneCode.objects.get().digest


@pytest.mark.abuse(21)
def test_a_code_lasts_ten_minutes_and_works_once(cast, phones, wang):
    client = Client()
    ask(client)
    row = PhoneCode.objects.get()
    assert timedelta(minutes=9) < row.expires_at - timezone.now() <= timedelta(minutes=10)
    kept = client.session["phone_code"]
    assert enter(client, phones.sent[0][1]).status_code == 302
    session = client.session
    session["phone_code"] = kept
    session.save()
    assert enter(client, phones.sent[0][1]).status_code == 401
    PhoneCode.objects.update(used_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    assert enter(client, phones.sent[0][1]).status_code == 401


@pytest.mark.abuse(23)
def test_a_code_is_good_for_its_purpose_person_number_and_browser_only(cast, phones, wang):
    mine = cast.client(wang)
    ask(mine)
    code = phones.sent[0][1]
    assert enter(mine, code, "/me/phone/code/").url == "/me/phone/"          # another purpose
    assert enter(Client(), code).url == "/recovery/"                         # another browser
    stranger = Client(REMOTE_ADDR="10.9.0.1")
    ask(stranger, "13912340000")
    assert enter(stranger, code).status_code == 401                          # another number
    own = PhoneCode.objects.get(user=wang)
    for field, value in (("purpose", "change"), ("target", "13912340000"), ("user_id", cast.yuanfang.pk), ("session", "x")):
        real = getattr(own, field)
        PhoneCode.objects.filter(pk=own.pk).update(**{field: value})
        with pytest.raises(Refused):
            codes.check(PhoneCode.objects.get(pk=own.pk), code)
        PhoneCode.objects.filter(pk=own.pk).update(**{field: real}, tries=0)
    User.objects.filter(pk=wang.pk).update(phone="13700000000")
    assert enter(mine, code).status_code == 401                              # the number is not the person's any more


def at_once(code: PhoneCode, typed: str) -> Counter[str]:
    """A hundred people enter this at the same moment; how it went for them."""
    gate, told = threading.Barrier(100), Counter[str]()

    def guess() -> None:
        gate.wait(30)
        try:
            codes.check(PhoneCode(pk=code.pk), typed)
            told["in"] += 1
        except Refused:
            told["no"] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess) for _number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return told


@pytest.mark.abuse(22)
def test_of_a_hundred_guesses_at_once_five_count(shared_database: None) -> None:
    wrong, right = (PhoneCode.objects.create(purpose="recover", target=NUMBER, session="s", expires_at=timezone.now() + timedelta(minutes=10))
                    for _row in range(2))
    digits = codes.draw(wrong)
    assert at_once(wrong, "x") == {"no": 100} and PhoneCode.objects.get(pk=wrong.pk).tries == 5
    with pytest.raises(Refused):
        codes.check(wrong, digits)
    assert at_once(right, codes.draw(right)) == {"in": 1, "no": 99}


def test_a_gateway_that_is_busy_is_asked_again_with_new_digits(cast, phones, wang):
    client = Client()
    phones.fault = Retry("später", after=60)
    ask(client)
    first = PhoneCode.objects.get().digest
    phones.fault = None
    Job.objects.filter(name="joining.code").update(due_at=timezone.now())
    work_off()
    assert PhoneCode.objects.get().digest != first and enter(client, phones.sent[0][1]).status_code == 302


def test_a_gateway_that_refuses_leaves_a_dead_letter_for_the_administrator(cast, phones, wang):
    phones.fault = GiveUp("短信平台拒绝：isv.MOBILE_NUMBER_ILLEGAL")
    ask(Client())
    assert Job.objects.get(name="joining.code").state == "dead"


@pytest.mark.abuse(3)
@pytest.mark.requirement("LC-1a-08")
def test_an_account_opens_after_its_telephone_is_proved(cast, phones, filled):
    Admission.objects.create(is_open=True, proof="phone")
    client = Client()
    assert client.post("/register/", filled | {"phone": "021-55556666"}).status_code == 400
    assert client.post("/register/", filled).url == "/register/code/"
    work_off()
    assert not User.objects.filter(username="wangmin").exists()
    assert Client().post("/register/code/", {"code": phones.sent[0][1]}).url == "/login"
    assert not User.objects.filter(username="wangmin").exists()
    assert enter(client, phones.sent[0][1], "/register/code/").url == "/login"
    made = User.objects.get(username="wangmin")
    assert made.phone == NUMBER and made.consents.count() == 1
    assert client.post("/register/code/", {"code": phones.sent[0][1]}).url == "/login"
    assert Client().post("/login", {"username": "wangmin", "password": filled["password"]}).status_code == 302


def test_registration_by_telephone_is_closed_without_a_gateway(cast, client, filled):
    Admission.objects.create(is_open=True, proof="phone")
    assert client.post("/register/", filled).status_code == 404


@pytest.mark.abuse(24)
def test_a_new_number_needs_password_and_code_and_the_old_addresses_are_told(cast, phones, wang, postbox):
    browser = Client()
    browser.force_login(wang)
    assert browser.get("/me/phone/").url.startswith("/me/proof/")
    assert browser.post("/me/phone/", {"phone": "13700000001"}).url.startswith("/me/proof/")
    assert 'name="phone"' not in browser.get("/me/facts/").content.decode()
    facts = {"name": "王佳", "email": wang.email, "phone": "13700000001", "product": "财务助手", "password": cast.password}
    browser.post("/me/facts/", facts)
    wang.refresh_from_db()
    assert wang.phone == "139-1234-5678"
    browser.post("/me/proof/", {"password": cast.password, "next": "/me/phone/"})
    assert browser.post("/me/phone/", {"phone": "13700000001"}).url == "/me/phone/code/"
    work_off()
    wang.refresh_from_db()
    assert wang.phone == "139-1234-5678" and phones.sent[-1][0] == "13700000001"
    assert enter(browser, phones.sent[-1][1], "/me/phone/code/").status_code == 302
    work_off()
    wang.refresh_from_db()
    assert wang.phone == "13700000001"
    assert postbox.letters[-1]["address"] == "jiahe@example.com" and phones.sent[-1][0] == NUMBER and "更换" in phones.sent[-1][1]


def test_a_land_line_needs_the_password_only(cast, phones, wang):
    browser = Client()
    browser.force_login(wang)
    browser.post("/me/proof/", {"password": cast.password, "next": "/me/phone/"})
    assert browser.post("/me/phone/", {"phone": "0710-3470000"}).url == "/me/facts/"
    wang.refresh_from_db()
    assert wang.phone == "0710-3470000"
