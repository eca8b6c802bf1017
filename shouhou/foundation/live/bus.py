"""Between processes: PostgreSQL's NOTIFY when that is the database, Redis when REDIS_URL is set, nothing otherwise.

Sending never blocks or fails the caller: messages wait in a bounded queue and are dropped, oldest first, while the other
side is away. Pages in this process hear everything in any case; pages elsewhere fall back to their next refetch.
"""

from __future__ import annotations

import contextlib
import json
import logging
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection

from shouhou.foundation.live.hub import Hub

log = logging.getLogger(__name__)
CHANNEL = "shouhou_live"
WAITING = 1000
Sender = Callable[[str], None]


class Bus(ABC):
    """Carries what one hub says to the hubs of other processes. Subclasses know how to open the two connections."""

    name = ""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._outbox: deque[str] = deque(maxlen=WAITING)
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self.is_up = False

    def start(self) -> None:
        self._hub.forward = self.send
        for work in (self._sending, self._listening):
            threading.Thread(target=self._again_and_again, args=(work,), name=f"bus-{work.__name__}", daemon=True).start()

    def stop(self) -> None:
        self._hub.forward = None
        self._stopped.set()
        self._wake.set()

    def send(self, frame: dict[str, Any]) -> None:
        """Queue a frame for the others; from any thread."""
        self._outbox.append(json.dumps({"from": self._hub.process, **frame}, ensure_ascii=False, separators=(",", ":"), default=str))
        self._wake.set()

    def hear(self, text: str) -> None:
        """A frame arrived: pass it to our hub unless it is our own."""
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
            frame = json.loads(text)
            if frame["from"] == self._hub.process:
                return
            if "drop" in frame:
                self._hub.drop(int(frame["drop"]), str(frame["session"]), code=int(frame["code"]), onward=False)
            else:
                self._hub.publish(str(frame["topic"]), frame["message"], onward=False)

    def _again_and_again(self, work: Callable[[], None]) -> None:
        wait = 0.5
        while not self._stopped.is_set():
            began = time.monotonic()
            try:
                work()
            except Exception as error:
                if self.is_up or wait == 0.5:
                    log.warning("live bus (%s) is away: %s", self.name, type(error).__name__)
                self.is_up = False
            wait = 0.5 if time.monotonic() - began > 30 else min(15.0, wait * 2)
            self._stopped.wait(wait)

    def _sending(self) -> None:
        with self.sender() as send:
            while not self._stopped.is_set():
                self._wake.wait(5)
                self._wake.clear()
                while self._outbox:
                    send(self._outbox[0])
                    with contextlib.suppress(IndexError):
                        self._outbox.popleft()

    def _listening(self) -> None:
        with self.listener() as texts:
            self.is_up = True
            for text in texts:
                if self._stopped.is_set():
                    return
                if text:
                    self.hear(text)

    @abstractmethod
    def sender(self) -> contextlib.AbstractContextManager[Sender]:
        """An open line out."""

    @abstractmethod
    def listener(self) -> contextlib.AbstractContextManager[Iterator[str]]:
        """An open line in: texts as they arrive, and an empty one now and then, so that the thread can end."""


class PostgresBus(Bus):
    """NOTIFY/LISTEN on two connections of its own."""

    name = "PostgreSQL"

    def _connect(self) -> Any:
        from psycopg import connect  # not loaded on SQLite, to keep the process small

        database: dict[str, Any] = settings.DATABASES["default"]
        given: dict[str, Any] = {"dbname": database["NAME"], "user": database["USER"], "password": database["PASSWORD"],
                 "host": database["HOST"], "port": database["PORT"]}
        return connect(autocommit=True, connect_timeout=5, application_name="shouhou-live", **{k: v for k, v in given.items() if v})

    @contextlib.contextmanager
    def sender(self) -> Iterator[Sender]:
        with self._connect() as line:
            yield lambda text: line.execute("SELECT pg_notify(%s, %s)", [CHANNEL, text])

    @contextlib.contextmanager
    def listener(self) -> Iterator[Iterator[str]]:
        with self._connect() as line:
            line.execute(f"LISTEN {CHANNEL}")
            yield self._texts(line)

    def _texts(self, line: Any) -> Iterator[str]:
        while True:
            for note in line.notifies(timeout=2):
                yield note.payload
            yield ""


class RedisBus(Bus):
    """Publish/subscribe on two connections of its own."""

    name = "Redis"

    def _connect(self) -> Any:
        from redis import Redis  # not loaded without REDIS_URL, to keep the process small

        return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3, socket_timeout=5, health_check_interval=15,
                              decode_responses=True)

    @contextlib.contextmanager
    def sender(self) -> Iterator[Sender]:
        with self._connect() as client:
            yield lambda text: client.publish(CHANNEL, text)

    @contextlib.contextmanager
    def listener(self) -> Iterator[Iterator[str]]:
        with self._connect() as client, client.pubsub(ignore_subscribe_messages=True) as subscription:
            subscription.subscribe(CHANNEL)
            yield self._texts(subscription)

    def _texts(self, subscription: Any) -> Iterator[str]:
        while True:
            message = subscription.get_message(timeout=2)
            yield message["data"] if message else ""


def connect(hub: Hub) -> Bus | None:
    """Start the bus that this installation has; None when there is one process only."""
    bus: Bus
    if settings.REDIS_URL:
        bus = RedisBus(hub)
    elif connection.vendor == "postgresql":
        bus = PostgresBus(hub)
    else:
        return None
    bus.start()
    return bus
