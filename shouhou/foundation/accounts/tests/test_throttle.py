"""Budgets of sign-in: spent before hashing, kept in the database, no weapon against the victim."""

from __future__ import annotations

import threading
import time

import pytest
from django.test import Client, RequestFactory

from shouhou.foundation.accounts import hashing, signing, throttle
from shouhou.foundation.accounts.models import Throttle, User
from shouhou.foundation.accounts.sources import source_of
from shouhou.foundation.accounts.throttle import Budget

PASSWORD = "一匹马在草原上跑"


@pytest.fixture
def victim(db) -> User:
    return User.objects.create_user("jiahe", PASSWORD, name="嘉禾用户")


def attempt(source: str, username: str = "jiahe", password: str = "falsch", client: Client | None = None) -> int:
    """The status a try is answered with: by the page in `client`, else by the verb behind it."""
    if client is not None:
        return client.post("/login", {"username": username, "password": password}, REMOTE_ADDR=source).status_code
    try:
        signing.verify(RequestFactory().post("/login", REMOTE_ADDR=source), username, password)
    except signing.NotAccepted as no:
        return no.status
    return 302


@pytest.mark.abuse(8)
def test_one_name_from_one_source_soon_has_to_wait(victim):
    answers = [attempt("10.0.0.1", client=Client()) for _ in range(20)]
    assert answers[:6] == [401] * 6 and set(answers[7:]) == {429}


@pytest.mark.abuse(8)
def test_waiting_grows_and_is_said(victim):
    for _ in range(6):
        attempt("10.0.0.1")
    answer = Client().post("/login", {"username": "jiahe", "password": "falsch"}, REMOTE_ADDR="10.0.0.1")
    assert answer.status_code == 429 and 1 <= int(answer["Retry-After"]) <= 3
    assert "尝试次数过多" in answer.content.decode()
    pauses = [Budget("x", 30, 3600, free=6).pause(n) for n in range(4, 30)]
    assert pauses[:5] == [0, 0, 2, 4, 8] and pauses[-1] == 3600


@pytest.mark.abuse(8)
def test_one_password_over_many_names_stops(db):
    answers = [attempt("10.0.0.1", f"name{n}") for n in range(60)]
    assert answers.count(401) == 50 and answers[50:] == [429] * 10


@pytest.mark.abuse(8)
def test_many_sources_of_one_network_stop(db):
    answers = [attempt(f"10.0.7.{n % 250}", f"name{n}") for n in range(220)]
    assert answers.count(401) == 200


@pytest.mark.abuse(8)
def test_many_sources_on_one_name_stop(victim):
    answers = [attempt(f"10.{n}.0.1") for n in range(80)]
    assert answers.count(401) == 60


@pytest.mark.abuse(8)
def test_everybody_together_has_a_budget(victim):
    Throttle.objects.create(pk="sign-in:all", count=1000, until="2999-01-01T00:00Z", not_before="2000-01-01T00:00Z")
    assert attempt("10.0.0.1") == 429


@pytest.mark.abuse(9)
def test_victim_gets_in_from_elsewhere(victim):
    for _ in range(100):
        attempt("10.0.0.1")
    assert attempt("10.0.0.1", password=PASSWORD) == 429
    assert attempt("10.2.0.1", password=PASSWORD) == 302


@pytest.mark.abuse(9)
def test_known_device_gets_in_though_every_other_budget_is_spent(victim):
    mine = Client()
    assert attempt("10.2.0.1", password=PASSWORD, client=mine) == 302
    mine.post("/logout")
    for n in range(100):
        attempt(f"10.{n}.0.1")
    assert attempt("10.200.0.1", password=PASSWORD) == 429
    assert attempt("10.200.0.1", password=PASSWORD, client=mine) == 302


@pytest.mark.abuse(9)
def test_device_mark_is_worth_nothing_for_another_name_or_when_forged(victim):
    User.objects.create_user("yuanfang", PASSWORD, name="远方")
    mine = Client()
    attempt("10.2.0.1", "yuanfang", PASSWORD, mine)
    mine.post("/logout")
    for n in range(70):
        attempt(f"10.{n}.0.1")
    assert attempt("10.200.0.1", password=PASSWORD, client=mine) == 429
    mine.cookies["device"] = "1:forged"
    assert attempt("10.200.0.1", password=PASSWORD, client=mine) == 429


def test_success_gives_the_tries_back(victim):
    for _ in range(40):
        assert attempt("10.0.0.1", password=PASSWORD) == 302
    assert not Throttle.objects.filter(count__gt=0).exists()


@pytest.mark.abuse(8)
def test_budgets_are_in_the_database_and_windows_end(victim):
    budget = Budget("k", 1, 60)
    throttle.take(budget)
    with pytest.raises(throttle.Spent):
        throttle.take(budget)
    Throttle.objects.filter(pk="k").update(until="2000-01-01T00:00Z")
    throttle.take(budget)
    Throttle.objects.filter(pk="k").update(until="2000-01-01T00:00Z")
    throttle.sweep()
    assert not Throttle.objects.filter(pk="k").exists()


def test_a_spent_budget_takes_nothing_from_the_others(db):
    throttle.take(Budget("a", 1, 60))
    with pytest.raises(throttle.Spent):
        throttle.take(Budget("a", 1, 60), Budget("b", 1, 60))
    assert not Throttle.objects.filter(pk="b").exists()


@pytest.mark.abuse(33)
def test_forwarded_address_is_not_believed(victim):
    def said_to_come_from(address: str, password: str) -> int:
        return Client(REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": address}).post(
            "/login", {"username": "jiahe", "password": password}).status_code

    for n in range(12):
        said_to_come_from(f"10.5.{n}.5", "falsch")
    assert said_to_come_from("10.6.6.6", PASSWORD) == 429


def test_only_a_trusted_proxy_may_say_where_somebody_comes_from(settings, rf):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    assert source_of(rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "6.6.6.6, 203.0.113.9, 10.0.0.2"})) == "203.0.113.9"
    assert source_of(rf.get("/", REMOTE_ADDR="203.0.113.1", headers={"x-forwarded-for": "6.6.6.6"})) == "203.0.113.1"
    assert source_of(rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "<script>"})) == "10.0.0.1"


@pytest.mark.abuse(7)
def test_hashing_never_takes_more_than_the_cores_and_a_short_queue(monkeypatch):
    monkeypatch.setattr(hashing, "PATIENCE", 0.2)
    at_once, most, turned_away = [0], [0], [0]
    lock = threading.Lock()

    def work() -> None:
        try:
            with hashing.core():
                with lock:
                    at_once[0] += 1
                    most[0] = max(most[0], at_once[0])
                time.sleep(0.05)
                with lock:
                    at_once[0] -= 1
        except hashing.Busy:
            with lock:
                turned_away[0] += 1

    threads = [threading.Thread(target=work) for _ in range(60)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert most[0] <= hashing.CORES and turned_away[0] >= 60 - hashing.WAITING - 8 * hashing.CORES


@pytest.mark.abuse(7)
def test_busy_says_so_and_does_not_count(victim, monkeypatch):
    monkeypatch.setattr(hashing, "WAITING", 0)
    assert attempt("10.0.0.1", password=PASSWORD) == 503
    assert not Throttle.objects.filter(count__gt=0).exists()
