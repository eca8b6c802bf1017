"""A page's end of a socket, without a network: the ASGI application is called in this process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from shouhou.foundation.live.hub import HUB
from shouhou.foundation.live.sockets import live


class Page:
    """One open tab. `frames` are the JSON frames it got, `code` is set when the server has closed."""

    def __init__(self, cookie: str = "", origin: str = "http://testserver", address: str = "10.0.0.1", path: str = "/live") -> None:
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.accepted = False
        self.code: int | None = None
        self.stuck = asyncio.Event()
        self.stuck.set()
        headers = [(b"host", b"testserver"), (b"origin", origin.encode()), (b"cookie", f"session={cookie}".encode())]
        self._in.put_nowait({"type": "websocket.connect"})
        scope = {"type": "websocket", "path": path, "headers": headers, "client": (address, 1)}
        self.task = asyncio.ensure_future(live(scope, self._in.get, self._send))

    async def _send(self, event: dict[str, Any]) -> None:
        await self.stuck.wait()
        if event["type"] == "websocket.accept":
            self.accepted = True
        elif event["type"] == "websocket.close":
            self.code = event["code"]
            await self._in.put({"type": "websocket.disconnect", "code": event["code"]})
            await self._out.put(event)
        else:
            await self._out.put(event)

    async def frame(self, within: float = 2.0) -> dict[str, Any]:
        """The next frame; a close comes as {"closed": code}."""
        event = await asyncio.wait_for(self._out.get(), within)
        return json.loads(event["text"]) if event["type"] == "websocket.send" else {"closed": event["code"]}

    def say(self, text: Any) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text": text if isinstance(text, str) else json.dumps(text)})

    async def subscribe(self, *topics: str, after: str = "") -> dict[str, Any]:
        self.say({"subscribe": topics, "after": after})
        return await self.frame()

    @property
    def is_silent(self) -> bool:
        return self._out.empty()

    async def leave(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(self.task, 3)


def together(story: Callable[[], Awaitable[Any]]) -> Any:
    """Run a story of pages in an event loop that the hub delivers in."""

    async def run() -> Any:
        HUB.attach(asyncio.get_running_loop())
        try:
            return await asyncio.wait_for(story(), 10)
        finally:
            HUB.attach(None)

    return asyncio.run(run())
