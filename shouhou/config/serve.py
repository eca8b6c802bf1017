"""One process that serves: pages in threads, sockets in the event loop, the worker beside them.

`/live` is the only ASGI address; everything else is a Django page behind `bridge.Pages`. SIGTERM and SIGINT end it within
five seconds with exit code 0: sockets are told to reconnect, requests under way are finished, running jobs handed back.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import socket
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import h11
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import Server

from shouhou.config.bridge import Pages
from shouhou.foundation.jobs.working import Worker
from shouhou.foundation.live.bus import connect
from shouhou.foundation.live.hub import HUB
from shouhou.foundation.live.sockets import live, sweep

log = logging.getLogger(__name__)
THREADS = 8
HEADERS_WITHIN = 10.0
"""Seconds from the first byte of a request to the end of its headers."""
KEEP_ALIVE = 20
STOP_WITHIN = 3
BODY_SLACK = 2 * 1024 * 1024
LARGEST_FRAME = 16 * 1024
SWITCH_AFTER = 0.002
"""Seconds after which a busy thread lets another go on. A page asks the database some ten times and waits for its turn after each, so
beside a long job Python's usual 5 ms are slow. Half a millisecond is too short: eight pages at once then take half as long again (measured)."""


class Patient(H11Protocol):
    """HTTP/1.1 that waits only so long for headers: a connection that dribbles them is closed."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer = self.loop.call_later(HEADERS_WITHIN, self._give_up)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._disarm()
        elif self._timer is None:
            self._timer = self.loop.call_later(HEADERS_WITHIN, self._give_up)

    def connection_lost(self, exc: Exception | None) -> None:
        self._disarm()
        super().connection_lost(exc)

    def _disarm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self.transport.close()


def websocket(**given: Any) -> asyncio.Protocol:
    """uvicorn's WebSocket protocol, loaded with the first socket: a twentieth of the start."""
    return import_string("shouhou.config.frames.Open")(**given)  # type: ignore[no-any-return]


class House(Server):
    """uvicorn's server with our beginning and end."""

    def __init__(self, config: Config, worker: Worker | None, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._worker = worker
        self._ready = ready
        self._sweep: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        HUB.attach(asyncio.get_running_loop())
        await super().startup(sockets)
        self._sweep = asyncio.get_running_loop().create_task(sweep(HUB))
        if self._worker is not None:
            self._worker.start()
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal ends in an orderly way, a second at once. The signal is not raised again: this is a clean end."""
        self.force_exit = self.should_exit
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        HUB.close_all()
        if self._sweep is not None:
            self._sweep.cancel()
        ending = asyncio.to_thread(self._worker.stop, STOP_WITHIN) if self._worker is not None else asyncio.sleep(0)
        await asyncio.gather(super().shutdown(sockets), ending)
        HUB.attach(None)


def application() -> Callable[..., Any]:
    """The ASGI application: sockets to `live`, requests to Django's pages."""
    pages = Pages(get_wsgi_application(), threads=THREADS, limit=settings.MAX_UPLOAD + BODY_SLACK, directory=str(settings.DATA_DIR / "tmp"))

    async def hybrid(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await pages(scope, receive, send)
        elif scope["type"] == "websocket":
            await live(scope, receive, send)

    return hybrid


def listen(host: str, port: int) -> socket.socket:
    """The listening socket. An address that is taken or not ours stops the start with a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sets TCP_NODELAY only where TCP is named
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        sys.exit(f"不能在 {host}:{port} 上提供服务：{error.strerror}。可以用 PORT=8001 换一个端口。")
    listener.setblocking(False)
    return listener


def _allow_many_sockets() -> None:
    """As many descriptors as the system lets us have: a socket each."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # not on every system

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536) if hard > 0 else 65536, hard))


def run(listener: socket.socket, *, worker: Worker | None, ready: Callable[[], None]) -> None:
    """Serve on the listening socket until SIGTERM or SIGINT; `ready` is called once requests are answered."""
    _allow_many_sockets()
    config = Config(
        application(), http=Patient, ws=websocket, lifespan="off", log_config=None, access_log=False, server_header=False,  # type: ignore[arg-type]
        timeout_keep_alive=KEEP_ALIVE, timeout_graceful_shutdown=STOP_WITHIN, ws_max_size=LARGEST_FRAME, ws_per_message_deflate=False,
        ws_ping_interval=20, ws_ping_timeout=20, interface="asgi3")
    bus = connect(HUB)
    server = House(config, worker, ready)
    sys.setswitchinterval(SWITCH_AFTER)
    gc.freeze()
    gc.enable()
    try:
        server.run(sockets=[listener])
    finally:
        if bus is not None:
            bus.stop()
