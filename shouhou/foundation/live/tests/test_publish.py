from __future__ import annotations

import threading

import pytest
from django.db import transaction

from shouhou.foundation.live import publish_on_commit
from shouhou.foundation.live.bus import Bus
from shouhou.foundation.live.hub import KEPT, Hub


def test_a_message_is_said_after_commit_and_not_after_a_rollback(db, monkeypatch, django_capture_on_commit_callbacks):
    hub = Hub()
    monkeypatch.setattr("shouhou.foundation.live.HUB", hub)
    with django_capture_on_commit_callbacks(execute=True):
        publish_on_commit("a", {"n": 1})
        assert hub.number == 0
        with pytest.raises(ValueError), transaction.atomic():
            publish_on_commit("a", {"n": 2})
            raise ValueError
    assert [said.text for said in hub.since(hub.mark_of(0), {"a"})[0]] == ['{"n":1}']


def test_what_cannot_be_sent_is_logged_and_fails_nothing(caplog):
    hub = Hub()
    hub.publish("a", {"text": "长" * 3000})
    hub.publish("a", {"self": hub.since, "x": {1: {2}}})
    assert "too large" in caplog.text
    assert hub.number == 1, "odd values are told by their text"


def test_marks_tell_what_may_be_missing():
    hub = Hub()
    start = hub.mark
    for n in range(3):
        hub.publish("a" if n != 1 else "b", {"n": n})
    assert [said.number for said in hub.since(start, {"a"})[0]] == [1, 3]
    assert hub.since(hub.mark, {"a"}) == ([], False)
    assert hub.since("", {"a"}) == ([], False)
    for n in range(KEPT + 5):
        hub.publish("a", {"n": n})
    assert hub.since(start, {"a"})[1] is True
    for mark in ("other-1", "x", f"{hub.process}-", f"{hub.process}--1", f"{hub.process}-{'9' * 30}", f"{hub.process}-²"):
        assert hub.since(mark, {"a"}) == ([], True)


class Wire(Bus):
    """A bus whose other side is a list."""

    name = "wire"
    sent: list[str]

    def sender(self):
        raise ConnectionError

    listener = sender

    def start(self) -> None:
        self.sent = []
        self._hub.forward = self.send

    def send(self, frame):
        super().send(frame)
        self.sent.append(self._outbox.popleft())


@pytest.mark.durability("D23")
def test_another_process_hears_it_once_and_does_not_echo():
    here, there = Hub(), Hub()
    wire, far = Wire(here), Wire(there)
    wire.start()
    far.start()
    here.publish("a", {"文": "字"})
    here.drop(7, "key")
    for text in wire.sent:
        far.hear(text)
        wire.hear(text)
    assert there.number == here.number == 1
    assert far.sent == []


@pytest.mark.durability("D23")
def test_a_bus_that_is_away_fails_no_publisher_and_does_not_grow():
    class Away(Bus):
        name = "away"

        def sender(self):
            raise ConnectionError

        listener = sender

    hub = Hub()
    bus = Away(hub)
    bus.start()
    threads = [threading.Thread(target=lambda: [hub.publish("a", {"n": n}) for n in range(500)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    bus.stop()
    assert hub.number == 2000
    assert len(bus._outbox) == 1000
    assert not bus.is_up


def test_rubbish_on_the_bus_is_ignored():
    hub = Hub()
    bus = Wire(hub)
    bus.start()
    for text in ("", "{", "[]", "5", '{"from":"x"}', '{"from":"x","drop":"a","session":"","code":1}'):
        bus.hear(text)
    assert hub.number == 0
