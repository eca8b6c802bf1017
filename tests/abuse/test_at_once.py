"""Many at once: guesses of a second proof, and frames on a socket (security rows 22, 110)."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from django.db import connections
from django.test import Client

from shouhou.foundation.accounts import second
from shouhou.foundation.accounts.models import User
from shouhou.foundation.live import sockets
from shouhou.foundation.live.tests.doubles.page import Page, together
from tests.crash.threads import shared_database

__all__ = ["shared_database"]
GUESSES, ATTEMPTS = 100, 5


@pytest.mark.abuse(22)
def test_of_a_hundred_guesses_at_once_five_are_looked_at(shared_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    user = User.objects.create_user("jiahe", name="嘉禾用户")
    secret = second.new_secret()
    second.turn_on_codes(user, secret, pyotp.TOTP(secret).now())
    looked: list[str] = []
    real = second.matching
    monkeypatch.setattr(second, "matching", lambda known, code: (looked.append(code), real(known, code))[1])
    gate, told = threading.Barrier(GUESSES), Counter[str]()

    def guess(number: int) -> None:
        gate.wait(30)
        try:
            second.check(user, f"{number:06d}")
            told["in"] += 1
        except second.Wrong as wrong:
            told["waits" if wrong.wait else "wrong"] += 1
        finally:
            connections.close_all()

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(GUESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(looked) == ATTEMPTS, told
    assert told == {"wrong": ATTEMPTS, "waits": GUESSES - ATTEMPTS}


@pytest.fixture
def cookie(shared_database: None, settings, monkeypatch: pytest.MonkeyPatch) -> str:
    settings.ALLOWED_HOSTS = ["testserver"]
    monkeypatch.setattr(sockets, "THREADS", ThreadPoolExecutor(2))  # with connections to this test's database
    client = Client()
    client.force_login(User.objects.create_user("jiahe", name="嘉禾用户"), backend="shouhou.foundation.accounts.backend.ByUsername")
    return client.cookies["session"].value


@pytest.mark.abuse(110)
def test_a_page_that_floods_is_closed_and_what_it_said_is_not_worked_off(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(sockets, "verdicts", lambda user, topics: asked.append(len(topics)) or dict.fromkeys(topics, False))

    async def story() -> None:
        page = Page(cookie)
        for _n in range(sockets.FRAMES_A_MINUTE + 100):
            page.say({"subscribe": ["ticket:1"]})
        code = None
        while code is None:
            code = (await page.frame(10)).get("closed")
        assert code == sockets.NOISY == 1008
        await page.task

    together(story)
    assert len(asked) == sockets.FRAMES_A_MINUTE


@pytest.mark.abuse(110)
def test_one_page_listens_to_fifty_topics_at_most(cookie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "verdicts", lambda user, topics: dict.fromkeys(topics, True))

    async def story() -> None:
        page = Page(cookie)
        first = await page.subscribe(*(f"thing:{n}" for n in range(10_000)))
        again = await page.subscribe(*(f"other:{n}" for n in range(40)))
        assert len(first["subscribed"]) == sockets.MOST_TOPICS and not again["subscribed"]
        await page.leave()

    together(story)
