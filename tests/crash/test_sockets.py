"""Thousands of open pages, and all of them coming back at once. `CRASH_PAGES` asks for more: 5000 are the full measure."""

from __future__ import annotations

import asyncio
import os
import time

import pytest

from tests.crash.open_pages import Crowd
from tests.crash.test_serve import resident, signed_in
from tests.crash.under_fire import house, question, token

PAGES = int(os.environ.get("CRASH_PAGES", "300"))
ROOM = {"LIVE_PER_USER": "100000", "LIVE_PER_ADDRESS": "100000"}
EACH = 30 / 1024
"""MiB of memory an open page may cost."""
FIRST = 50
"""Pages that are open before memory is looked at: the first ones load libraries and start threads."""
SLACK = 12.0
"""MiB that the allocator and the pool of threads may take at the same time, whatever the number of pages."""


def crowd(target) -> Crowd:
    return Crowd(target.port, [signed_in(target, name) for name in ("guwen", "zhuguan")], "tickets.queue")


@pytest.fixture
def target(tmp_path):
    with house(tmp_path / "data", **ROOM) as up:
        yield up


@pytest.mark.durability("D26")
def test_open_pages_cost_little_and_every_one_hears_a_question(target):
    secret = token(target.data, "jiahe")
    body = question(target, secret)

    async def story() -> None:
        first, pages = crowd(target), crowd(target)
        await first.open(FIRST, within=30)
        before = resident(target)
        await pages.open(PAGES, within=60)
        assert resident(target) - before < SLACK + PAGES * EACH
        await first.close()
        begun = time.monotonic()
        assert (await asyncio.to_thread(target.ask, "GET", "/healthz"))[0] == 200
        assert time.monotonic() - begun < 5, "the server answers meanwhile"
        for n in range(3):
            status, _ = await asyncio.to_thread(target.ask, "POST", "/api/v1/tickets", body, secret=secret, key=f"k{n}")
            assert status == 201
        await pages.until(lambda: min(pages.heard) >= 3, within=30)
        assert set(pages.heard) == {3}, "each hears each question once"
        assert pages.lost == 0
        await pages.close()

    asyncio.run(story())


@pytest.mark.durability("D27")
def test_after_a_crash_all_pages_are_back_within_half_a_minute_and_know_that_they_may_have_missed_something(target):
    async def story() -> None:
        pages = crowd(target)
        await pages.open(PAGES, within=60)
        joined = pages.joined
        await asyncio.to_thread(target.kill)
        await pages.until(lambda: pages.lost >= PAGES, within=10)
        await asyncio.to_thread(target.start)
        took = await pages.until(lambda: pages.joined >= joined + PAGES, within=30)
        assert pages.told_missed == PAGES, "a mark of the dead process means: fetch again"
        assert took < 30
        begun = time.monotonic()
        assert (await asyncio.to_thread(target.ask, "GET", "/login"))[0] == 200
        assert time.monotonic() - begun < 5
        await pages.close()

    asyncio.run(story())
