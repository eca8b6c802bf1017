"""The two real buses: a message said in one process is heard in the other; a bus that goes away stops nobody."""

from __future__ import annotations

import time
from urllib.parse import urlsplit

import pytest

from shouhou.foundation.live.bus import PostgresBus, RedisBus
from shouhou.foundation.live.hub import Hub
from tests.machine import redis


def until(true, within=10.0):
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def pair(kind):
    here, there = Hub(), Hub()
    buses = [kind(here), kind(there)]
    for bus in buses:
        bus.start()
    until(lambda: all(bus.is_up for bus in buses))
    return here, there, buses


def hears(here, there):
    """Say one thing in each and see it in the other, once."""
    before = (here.number, there.number)
    here.publish("a", {"文": "字" * 2000})
    there.publish("b", {"n": 1})
    until(lambda: (here.number, there.number) == (before[0] + 2, before[1] + 2))
    time.sleep(0.05)
    assert (here.number, there.number) == (before[0] + 2, before[1] + 2)


@pytest.mark.services
def test_postgresql_carries_messages(postgres_url, settings, monkeypatch):
    url = urlsplit(postgres_url)
    reached = {"NAME": url.path[1:], "USER": url.username, "PASSWORD": url.password or "", "HOST": url.hostname, "PORT": url.port}
    monkeypatch.setitem(settings.DATABASES, "default", reached)
    here, there, buses = pair(PostgresBus)
    hears(here, there)
    for bus in buses:
        bus.stop()


@pytest.mark.services
@pytest.mark.durability("D23")
def test_redis_may_go_away(settings):
    try:
        server = redis.running()
        url = server.__enter__()
    except LookupError as why:
        pytest.skip(str(why))
    settings.REDIS_URL = url
    here, there, buses = pair(RedisBus)
    hears(here, there)
    server.__exit__(None, None, None)
    began = time.monotonic()
    for n in range(100):
        here.publish("a", {"n": n})
    assert time.monotonic() - began < 0.5, "nobody waits for a bus that is away"
    assert here.number >= 100
    for bus in buses:
        bus.stop()
