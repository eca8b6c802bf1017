"""The WebSocket at /live: one a tab. An ASGI application of its own, outside Django's request cycle.

Frames are JSON texts. The page sends {"subscribe": [topics], "after": mark} and {"unsubscribe": [topics]}; it gets
{"subscribed", "refused", "mark", "missed"} and {"topic", "message", "mark"}. Close codes: 4401 signed out, 4408 too slow,
4409 rights changed, 4429 too many sockets, 1012 restart.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings

from shouhou.foundation.accounts.models import User
from shouhou.foundation.live.hub import HUB, Hub, Said
from shouhou.foundation.live.identity import Rights, fresh_verdicts, is_own_origin, standing, verdicts, who

log = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
AtOnce = Callable[[bytes], bool] | None
"""Writes a ready frame past the ASGI messages, where the server has a way (`AT_ONCE` among the scope's extensions); False when it would wait."""
AT_ONCE = "shouhou.frame"

MOST_TOPICS = 50
QUEUE = 100
"""Frames a page may be behind before its socket is closed; it reconnects and asks for what it missed."""
TRUST = 10.0
"""Seconds a policy's answer is believed before a delivery asks again."""
SWEEP = 4.0
FRAMES_A_MINUTE = 240
SIGNED_OUT, SLOW, CHANGED, TOO_MANY, NOISY = 4401, 4408, 4409, 4429, 1008

THREADS = ThreadPoolExecutor(2, thread_name_prefix="live")
_by_user: Counter[int] = Counter()
_by_address: Counter[str] = Counter()


class Socket:
    """An open page. Everything but the verdicts happens in the event loop."""

    __slots__ = ("_at_once", "_code", "_queue", "_send", "_waiting", "_wake", "_writing", "hub", "own", "rights", "session_key", "topics", "user", "user_id")

    def __init__(self, hub: Hub, send: Send, user: User, rights: Rights, session_key: str, at_once: AtOnce = None) -> None:
        self.hub, self.user, self.user_id, self.rights, self.session_key = hub, user, user.pk, rights, session_key
        self.own = f"user:{user.pk}"
        self.topics: dict[str, float] = {}
        self._send, self._at_once, self._writing = send, at_once, False
        self._queue: list[str] = []  # a list and a future: small, since most pages have nothing waiting most of the time
        self._wake: asyncio.Future[None] | None = None
        self._code: int | None = None
        self._waiting: dict[str, list[Said]] = {}

    def offer(self, said: Said) -> None:
        """Take a message for this page: at once when the right to it was checked lately, else after another check."""
        if said.topic in self._waiting:
            self._waiting[said.topic].append(said)
        elif said.topic == self.own or time.monotonic() - self.topics.get(said.topic, 0.0) < TRUST:
            self.hand(said)
        else:
            self._waiting[said.topic] = [said]
            RECHECK.ask(self, said.topic)

    def decided(self, topic: str, allowed: bool) -> None:
        """The check that `offer` asked for has come back."""
        held = self._waiting.pop(topic, [])
        if topic not in self.topics:
            return
        if allowed:
            self.topics[topic] = time.monotonic()
            for said in held:
                self.hand(said)
        else:
            del self.topics[topic]
            self.hub.unsubscribe(self, topic)
            self.put(json.dumps({"subscribed": [], "refused": [topic], "mark": self.hub.mark, "missed": False}))

    def hand(self, said: Said) -> None:
        """Write the frame that all pages of the topic get, if nothing stands before it and the page keeps up; else queue it."""
        if said.topic == self.own or self._code is not None or self._queue or self._writing or not (self._at_once and self._at_once(said.wire)):
            self.put(self._frame(said))

    def _frame(self, said: Said) -> str:
        if said.topic != self.own:
            return said.frame
        return f'{{"topic":"me","message":{said.text},"mark":"{self.hub.mark_of(said.number)}"}}'

    def put(self, text: str) -> None:
        if self._code is None:
            self._queue.append(text)
            if len(self._queue) > QUEUE:
                self.close(SLOW)
            self._go()

    def close(self, code: int) -> None:
        """Nothing more is delivered; the writer closes the socket."""
        if self._code is None:
            self._code = code
            self._queue.clear()
            self._go()

    def _go(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    async def write(self) -> None:
        while True:
            if not self._queue and self._code is None:
                self._wake = asyncio.get_running_loop().create_future()
                await self._wake
                self._wake = None
            self._writing = True
            while self._queue:
                await self._send({"type": "websocket.send", "text": self._queue.pop(0)})
            self._writing = False
            if self._code is not None:
                await self._send({"type": "websocket.close", "code": self._code})
                return

    async def read(self, receive: Receive) -> None:
        frames, minute = 0, time.monotonic()
        while self._code is None:
            event = await receive()
            if event["type"] == "websocket.disconnect":
                return
            if time.monotonic() - minute > 60:
                frames, minute = 0, time.monotonic()
            frames += 1
            try:
                asked = json.loads(event.get("text") or "")
                wanted = [str(name) for name in asked.get("subscribe", [])][:MOST_TOPICS]
                unwanted = [str(name) for name in asked.get("unsubscribe", [])]
                after = str(asked.get("after") or "")
            except (ValueError, AttributeError, TypeError, RecursionError):
                frames = FRAMES_A_MINUTE + 1
            if frames > FRAMES_A_MINUTE:
                self.close(NOISY)
                return
            for name in unwanted:
                topic = self.own if name == "me" else name
                if self.topics.pop(topic, None) is not None:
                    self.hub.unsubscribe(self, topic)
            if wanted:
                await self.subscribe(wanted, after)

    async def subscribe(self, wanted: list[str], after: str) -> None:
        names = {(self.own if name == "me" else name): name for name in wanted[: MOST_TOPICS - len(self.topics)]}
        others = [topic for topic in names if topic != self.own]
        allowed = await asyncio.get_running_loop().run_in_executor(THREADS, verdicts, self.user, others) if others else {}
        allowed[self.own] = self.own in names
        granted = [topic for topic in names if allowed[topic]]
        for topic in granted:
            self.topics[topic] = time.monotonic()
            self.hub.subscribe(self, topic)
        missed, incomplete = self.hub.since(after, granted)
        self.put(json.dumps({"subscribed": [names[t] for t in granted], "refused": [n for n in wanted if names.get(_own(n, self)) is None
                             or not allowed[_own(n, self)]], "mark": self.hub.mark, "missed": incomplete}))
        for said in missed:
            self.put(self._frame(said))


def _own(name: str, socket: Socket) -> str:
    return socket.own if name == "me" else name


class Recheck:
    """Collects the checks that deliveries ask for and does them together: one look at the people, one answer each."""

    def __init__(self) -> None:
        self._asked: dict[tuple[int, str], list[Socket]] = {}
        self._task: asyncio.Task[None] | None = None

    def ask(self, socket: Socket, topic: str) -> None:
        self._asked.setdefault((socket.user_id, topic), []).append(socket)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        while self._asked:
            asked, self._asked = self._asked, {}
            try:
                holding = await asyncio.get_running_loop().run_in_executor(THREADS, fresh_verdicts, list(asked))
            except Exception:
                holding = set()
            for (user_id, topic), sockets in asked.items():
                for socket in sockets:
                    socket.decided(topic, (user_id, topic) in holding)


RECHECK = Recheck()


async def sweep(hub: Hub) -> None:
    """Close, within seconds, the sockets of sessions that ended and of people who were disabled or whose rights changed."""
    while True:
        await asyncio.sleep(SWEEP)
        with contextlib.suppress(Exception):  # the database is away: try again next time
            await sweep_once(hub)


async def sweep_once(hub: Hub) -> None:
    sockets = [listener for listener in hub.listeners if isinstance(listener, Socket)]
    if not sockets:
        return
    pairs = {(socket.session_key, socket.user_id) for socket in sockets}
    alive, rights = await asyncio.get_running_loop().run_in_executor(THREADS, standing, pairs)
    for socket in sockets:
        if socket.session_key not in alive or socket.user_id not in rights:
            socket.close(SIGNED_OUT)
        elif rights[socket.user_id] != socket.rights:
            socket.close(CHANGED)


async def live(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application for WebSocket connections to /live."""
    await receive()
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    if scope["path"] != "/live" or not is_own_origin(headers.get("origin", ""), headers.get("host", "")):
        await send({"type": "websocket.close", "code": 4403})
        return
    address = (scope.get("client") or ("?",))[0]
    if _by_address[address] >= settings.LIVE_PER_ADDRESS:
        await _refuse(send, TOO_MANY)
        return
    _by_address[address] += 1
    at_once, session_key = (scope.get("extensions") or {}).get(AT_ONCE), _session_key(headers.get("cookie", ""))
    del headers
    scope["headers"] = ()  # an open page lasts for hours: what only its first moment needs is let go
    try:
        await _serve(session_key, receive, send, at_once)
    finally:
        _by_address[address] -= 1
        if not _by_address[address]:
            del _by_address[address]


async def _serve(session_key: str, receive: Receive, send: Send, at_once: AtOnce) -> None:
    found = await asyncio.get_running_loop().run_in_executor(THREADS, who, session_key) if session_key else None
    if found is None:
        await _refuse(send, SIGNED_OUT)
        return
    user, rights = found
    if _by_user[user.pk] >= settings.LIVE_PER_USER:
        await _refuse(send, TOO_MANY)
        return
    _by_user[user.pk] += 1
    socket = Socket(HUB, send, user, rights, session_key, at_once)
    HUB.listeners.add(socket)
    await send({"type": "websocket.accept"})
    writer = asyncio.ensure_future(socket.write())
    reader = asyncio.ensure_future(socket.read(receive))
    try:
        await asyncio.wait((reader, writer), return_when=asyncio.FIRST_COMPLETED)
        if not writer.done():  # the page left, or misbehaved: let the writer say the code if there is one
            socket.close(1000)
            with contextlib.suppress(Exception):
                await asyncio.wait_for(writer, 2)
    finally:
        for task in (reader, writer):
            task.cancel()
        ends = await asyncio.gather(reader, writer, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception) and not isinstance(end, OSError):  # an OSError: the page went away
                log.warning("a socket broke: %r", end)
        HUB.leave(socket, list(socket.topics))
        _by_user[user.pk] -= 1
        if not _by_user[user.pk]:
            del _by_user[user.pk]


def _session_key(cookies: str) -> str:
    try:
        morsel = SimpleCookie(cookies).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


async def _refuse(send: Send, code: int) -> None:
    """Accept and close: a browser only shows the code of a socket that was open."""
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code})
