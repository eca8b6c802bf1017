from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client

from shouhou.foundation.access import grant
from shouhou.foundation.live import drop, publish, sockets
from shouhou.foundation.live.hub import HUB
from shouhou.foundation.live.policy import POLICIES
from shouhou.foundation.live.sockets import sweep_once
from shouhou.foundation.live.tests.doubles.page import Page, together
from tests.crash.threads import shared_database

__all__ = ["shared_database"]


@pytest.fixture
def people(shared_database, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["testserver"]
    monkeypatch.setattr(sockets, "THREADS", ThreadPoolExecutor(2))  # with connections to this test's database
    users = get_user_model().objects
    return [users.create_user(name, name=name) for name in ("jia", "yi")]


@pytest.fixture
def allowed(monkeypatch):
    """A policy that tests change: who (by user name) may listen to `thing:…`."""
    names = {"jia", "yi"}
    asked = []

    def may(user, rest):
        asked.append(user.username)
        return user.username in names

    monkeypatch.setitem(POLICIES, "thing", may)
    return SimpleNamespace(names=names, asked=asked)


def signed_in(user) -> str:
    client = Client()
    client.force_login(user, backend="shouhou.foundation.accounts.backend.ByUsername")
    return client.cookies["session"].value


def test_a_message_reaches_who_listens_and_nobody_else(people, allowed):
    keys = [signed_in(user) for user in people]

    async def story():
        jia, yi = Page(keys[0]), Page(keys[1])
        assert (await jia.subscribe("thing:1", "me"))["subscribed"] == ["thing:1", "me"]
        await yi.subscribe("thing:2", "me")
        await asyncio.to_thread(publish, "thing:1", {"state": "closed"})
        publish(f"user:{people[0].pk}", {"count": 3})
        first, second = await jia.frame(), await jia.frame()
        assert (first["topic"], first["message"]) == ("thing:1", {"state": "closed"})
        assert (second["topic"], second["message"]) == ("me", {"count": 3})
        assert yi.is_silent
        await jia.leave()
        await yi.leave()
        assert not HUB.listeners

    together(story)


@pytest.mark.abuse(125)
def test_another_site_gets_no_socket(people):
    key = signed_in(people[0])

    async def story():
        for origin in ("http://evil.example", "", "null", "http://testserver.evil.example"):
            page = Page(key, origin=origin)
            assert await page.frame() == {"closed": 4403}
            assert not page.accepted

    together(story)


def test_a_visitor_is_told_to_sign_in(people):
    async def story():
        for cookie in ("", "no-such-session", "x" * 200, "a;b"):
            assert await Page(cookie).frame() == {"closed": 4401}

    together(story)


@pytest.mark.abuse(51)
def test_foreign_topics_are_refused(people, allowed):
    key = signed_in(people[0])
    allowed.names.clear()
    foreign = [f"user:{people[1].pk}", "thing:1", "thing:%", "nothing", "", ":", "thing:" + "9" * 500, "__class__", "*"]

    async def story():
        page = Page(key)
        answer = await page.subscribe(*foreign)
        assert (answer["subscribed"], answer["refused"]) == ([], foreign)
        for topic in foreign:
            publish(topic, {"secret": True})
        publish(f"user:{people[1].pk}", {"secret": True})
        await asyncio.sleep(0.05)
        assert page.is_silent
        await page.leave()

    together(story)


@pytest.mark.abuse(51)
def test_who_lost_the_right_hears_nothing_more(people, allowed, monkeypatch):
    monkeypatch.setattr(sockets, "TRUST", 0.0)
    key = signed_in(people[0])

    async def story():
        page = Page(key)
        await page.subscribe("thing:1")
        publish("thing:1", {"n": 1})
        assert (await page.frame())["message"] == {"n": 1}
        allowed.names.clear()
        publish("thing:1", {"n": 2})
        assert (await page.frame())["refused"] == ["thing:1"]
        publish("thing:1", {"n": 3})
        await asyncio.sleep(0.05)
        assert page.is_silent
        await page.leave()

    together(story)


def test_messages_stay_in_order_while_a_right_is_checked(people, allowed, monkeypatch):
    monkeypatch.setattr(sockets, "TRUST", 0.0)
    key = signed_in(people[0])

    async def story():
        page = Page(key)
        await page.subscribe("thing:1")
        for n in range(20):
            publish("thing:1", {"n": n})
        assert [(await page.frame())["message"]["n"] for _ in range(20)] == list(range(20))
        await page.leave()

    together(story)


def test_a_reconnecting_page_gets_what_it_missed(people, allowed):
    key = signed_in(people[0])

    async def story():
        page = Page(key)
        mark = (await page.subscribe("thing:1"))["mark"]
        await page.leave()
        publish("thing:1", {"n": 1})
        publish("thing:2", {"n": 2})
        publish("thing:1", {"n": 3})
        page = Page(key)
        assert (await page.subscribe("thing:1", after=mark))["missed"] is False
        assert [(await page.frame())["message"]["n"] for _ in range(2)] == [1, 3]
        assert (await page.subscribe("thing:2", after="other-5"))["missed"] is True
        await page.leave()

    together(story)


@pytest.mark.abuse(25)
def test_signing_out_closes_the_session_s_sockets_only(people):
    first, second = signed_in(people[0]), signed_in(people[0])

    async def story():
        one, other = Page(first), Page(second)
        await one.subscribe("me")
        await other.subscribe("me")
        client = Client()
        client.cookies["session"] = first
        await asyncio.to_thread(client.logout)
        assert await one.frame() == {"closed": 4401}
        assert other.is_silent
        drop(people[0].pk)
        assert await other.frame() == {"closed": 4401}

    together(story)


@pytest.mark.abuse(25)
def test_the_sweep_finds_disabled_people_changed_rights_and_ended_sessions(people, django_user_model):
    third = django_user_model.objects.create_user("bing", name="bing")
    keys = [signed_in(user) for user in (*people, third)]

    def change():
        django_user_model.objects.filter(pk=people[0].pk).update(is_active=False)
        grant(people[1], "consultant")
        Session.objects.filter(session_key=keys[2]).delete()

    async def story():
        pages = [Page(key) for key in keys]
        for page in pages:
            await page.subscribe("me")
        await sweep_once(HUB)
        assert all(page.is_silent for page in pages)
        await asyncio.to_thread(change)
        await sweep_once(HUB)
        assert [(await page.frame())["closed"] for page in pages] == [4401, 4409, 4401]

    together(story)


@pytest.mark.abuse(109)
def test_a_person_has_twenty_sockets_and_an_address_two_hundred(people, settings):
    assert (settings.LIVE_PER_USER, settings.LIVE_PER_ADDRESS) == (20, 200)
    settings.LIVE_PER_ADDRESS = 21
    keys = [signed_in(user) for user in people]

    async def story():
        pages = [Page(keys[0]) for _ in range(20)]
        for page in pages:
            await page.subscribe("me")
        assert await Page(keys[0], address="10.0.0.2").frame() == {"closed": 4429}
        neighbour = Page(keys[1])
        await neighbour.subscribe("me")
        assert await Page(keys[1]).frame() == {"closed": 4429}
        for page in (*pages, neighbour):
            await page.leave()
        assert not sockets._by_user
        assert not sockets._by_address

    together(story)


def test_a_slow_page_is_dropped_and_the_others_are_served(people, allowed):
    keys = [signed_in(user) for user in people]

    async def story():
        slow, quick = Page(keys[0]), Page(keys[1])
        await slow.subscribe("thing:1")
        await quick.subscribe("thing:1")
        slow.stuck.clear()
        for n in range(150):
            publish("thing:1", {"n": n})
            await asyncio.sleep(0)
            assert (await quick.frame())["message"]["n"] == n
        slow.stuck.set()
        frames = [await slow.frame()]
        while "closed" not in frames[-1]:
            frames.append(await slow.frame())
        assert frames[-1] == {"closed": 4408}
        await quick.leave()

    together(story)


def test_nonsense_closes_the_socket_and_breaks_nothing(people):
    key = signed_in(people[0])

    async def story():
        for text in ("", "{", "[]", "1", '{"subscribe": 5}', '{"subscribe": {"a": 1}, "after": []}', "[" * 5000, "null"):
            page = Page(key)
            page.say(text)
            answer = await page.frame()
            assert answer.get("closed") == 1008 or answer["subscribed"] == []
            if "closed" not in answer:
                await page.leave()

    together(story)


def test_a_restart_wakes_every_page(people):
    key = signed_in(people[0])

    async def story():
        pages = [Page(key) for _ in range(3)]
        for page in pages:
            await page.subscribe("me")
        HUB.close_all()
        assert [(await page.frame())["closed"] for page in pages] == [1012] * 3

    together(story)
