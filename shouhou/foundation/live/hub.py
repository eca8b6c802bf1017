"""The hub of one process: what was said lately, who listens, handing it over to the event loop.

Messages are numbered; the last few hundred are kept, so that a page that was away for a moment, or one that polls, can
ask for what it missed. A mark is `<process>-<number>`: a mark of another process means "refetch".
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import struct
import threading
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol

log = logging.getLogger(__name__)
LARGEST = 7000
"""Bytes of a message with its topic: PostgreSQL's NOTIFY carries less than 8000."""
KEPT = 1000
AT_A_TIME, BREATH = 100, 0.002
"""So many pages get a message; then, for so many seconds, the loop and the threads that answer requests go first."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message: its number in this process, its topic, its JSON text, and what every listener of the topic is sent."""

    number: int
    topic: str
    text: str
    frame: str
    wire: bytes


class Listener(Protocol):
    """An open page. Both are called in the event loop."""

    user_id: int
    session_key: str

    def offer(self, said: Said) -> None: ...

    def close(self, code: int) -> None: ...


def framed(text: str) -> bytes:
    """A text as the one unmasked WebSocket frame a server sends (RFC 6455 §5.2)."""
    body = text.encode()
    size = len(body)
    if size < 126:
        return bytes((0x81, size)) + body
    return (struct.pack("!BBH", 0x81, 126, size) if size < 1 << 16 else struct.pack("!BBQ", 0x81, 127, size)) + body


class Hub:
    """Topics and their listeners. `publish` and `drop` may be called from any thread, with or without a running loop."""

    def __init__(self) -> None:
        self.process = secrets.token_hex(4)
        self.forward: Callable[[dict[str, Any]], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()
        self.number = 0
        self._kept: deque[Said] = deque(maxlen=KEPT)
        self._rounds: deque[tuple[Said, list[Listener]]] = deque()
        self._topics: dict[str, set[Listener]] = {}
        self.listeners: set[Listener] = set()

    def attach(self, loop: asyncio.AbstractEventLoop | None) -> None:
        """Deliver in this event loop from now on."""
        self._loop = loop

    @property
    def mark(self) -> str:
        """Where we are now."""
        return self.mark_of(self.number)

    def mark_of(self, number: int) -> str:
        return f"{self.process}-{number}"

    def publish(self, topic: str, message: dict[str, Any], *, onward: bool = True) -> None:
        """Say `message` (JSON-able) to who listens to `topic`, here and, unless `onward` is off, in the other processes.

        Never raises: a push is a hint that something changed, and no write may fail for it. Too large a message is
        logged and not sent.
        """
        try:
            text = json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=str)
        except (TypeError, ValueError):
            log.exception("message for %s is not JSON", topic)
            return
        if len(text.encode()) + len(topic) > LARGEST:
            log.error("message for %s is too large (%d bytes) and was not sent", topic, len(text.encode()))
            return
        with self._lock:
            self.number += 1
            frame = f'{{"topic":{json.dumps(topic)},"message":{text},"mark":"{self.mark}"}}'
            said = Said(self.number, topic, text, frame, framed(frame))
            self._kept.append(said)
        self._in_loop(self._deliver, said)
        if onward and self.forward is not None:
            self.forward({"topic": topic, "message": message})

    def drop(self, user_id: int, session_key: str = "", *, code: int = 4401, onward: bool = True) -> None:
        """Close this person's sockets (only those of one session when given): signed out, disabled, rights changed."""
        self._in_loop(self._drop, user_id, session_key, code)
        if onward and self.forward is not None:
            self.forward({"drop": user_id, "session": session_key, "code": code})

    def since(self, mark: str, topics: Collection[str]) -> tuple[list[Said], bool]:
        """What was said on `topics` after `mark`, oldest first, and whether something may be missing from it."""
        process, _, number = mark.partition("-")
        if not mark:
            return [], False
        if process != self.process or not number.isdecimal() or len(number) > 15:
            return [], True
        after = int(number)
        with self._lock:
            kept = list(self._kept)
        complete = after >= self.number or bool(kept and kept[0].number <= after + 1)
        return [said for said in kept if said.number > after and said.topic in topics], not complete

    def subscribe(self, listener: Listener, topic: str) -> None:
        """In the event loop only, as are the two below."""
        self.listeners.add(listener)
        self._topics.setdefault(topic, set()).add(listener)

    def unsubscribe(self, listener: Listener, topic: str) -> None:
        group = self._topics.get(topic)
        if group is not None:
            group.discard(listener)
            if not group:
                del self._topics[topic]

    def leave(self, listener: Listener, topics: Collection[str]) -> None:
        self.listeners.discard(listener)
        for topic in topics:
            self.unsubscribe(listener, topic)

    def close_all(self, code: int = 1012) -> None:
        """Wake every socket so that the process can end."""
        for listener in list(self.listeners):
            listener.close(code)

    def _in_loop(self, call: Callable[..., None], *args: Any) -> None:
        loop = self._loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(call, *args)
            except RuntimeError:  # the loop has ended
                self._loop = None

    def _deliver(self, said: Said) -> None:
        """Offer it to every listener, some at a time and one message after the other, so that requests come in between."""
        self._rounds.append((said, list(self._topics.get(said.topic, ()))))
        if len(self._rounds) == 1:
            self._offer()

    def _offer(self) -> None:
        left = AT_A_TIME
        while self._rounds and left > 0:
            said, listeners = self._rounds[0]
            part = listeners[:left]
            del listeners[:left]
            left -= len(part)
            for listener in part:
                listener.offer(said)
            if not listeners:
                self._rounds.popleft()
        if self._rounds:
            asyncio.get_running_loop().call_later(BREATH, self._offer)

    def _drop(self, user_id: int, session_key: str, code: int) -> None:
        for listener in list(self.listeners):
            if listener.user_id == user_id and session_key in ("", listener.session_key):
                listener.close(code)


HUB = Hub()
