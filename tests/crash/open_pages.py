"""Many open pages as plain sockets: they join, count what they hear, and come back by the page's own rule when the server went away."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class Crowd:
    """`count` pages of the sessions given, each of which follows `topic`."""

    port: int
    sessions: list[str]
    topic: str
    heard: list[int] = field(default_factory=list)
    joined: int = 0
    told_missed: int = 0
    lost: int = 0
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def open(self, count: int, within: float) -> None:
        """Open the pages, a hundred at a time, and wait until each is told that it follows the topic."""
        self.heard = [0] * count
        for n in range(count):
            self._tasks.append(asyncio.create_task(self._live(n)))
            if n % 100 == 99:
                await asyncio.sleep(0.02)
        await self.until(lambda: self.joined >= count, within)

    async def until(self, true, within: float) -> float:
        """Wait for it; answers how many seconds it took."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while not true():
            assert loop.time() - begun < within, f"after {within} s: joined {self.joined}, missed {self.told_missed}, lost {self.lost}, heard {sum(self.heard)}"
            await asyncio.sleep(0.02)
        return loop.time() - begun

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _live(self, n: int) -> None:
        mark, tries = "", 0
        while True:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                mark = await self._page(n, mark)
            self.lost += 1
            tries += 1
            await asyncio.sleep(min(60.0, 0.5 * 2 ** min(tries, 7)) * (0.5 + random.random()))  # as live.js does

    async def _page(self, n: int, mark: str) -> str:
        """One connection until it ends; answers the last mark."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            key = base64.b64encode(os.urandom(16)).decode()
            writer.write((f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nOrigin: http://127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
                          f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
                          f"Cookie: session={self.sessions[n % len(self.sessions)]}\r\n\r\n").encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                return mark
            writer.write(_frame(1, json.dumps({"subscribe": [self.topic], "after": mark}).encode()))
            while True:
                kind, text = await _read(reader)
                if kind == 8:
                    return mark
                if kind == 9:
                    writer.write(_frame(10, text))
                elif kind == 1:
                    said = json.loads(text)
                    mark = said.get("mark") or mark
                    self.joined += "subscribed" in said and self.topic in said["subscribed"]
                    self.told_missed += bool(said.get("missed"))
                    self.heard[n] += said.get("topic") == self.topic
        except (OSError, asyncio.IncompleteReadError):
            return mark
        finally:
            writer.close()


def _frame(kind: int, payload: bytes) -> bytes:
    return bytes([0x80 | kind, 0x80 | len(payload), 0, 0, 0, 0]) + payload


async def _read(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = await reader.readexactly(2)
    size = head[1] & 0x7F
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    elif size == 127:
        size = int.from_bytes(await reader.readexactly(8), "big")
    return head[0] & 0x0F, await reader.readexactly(size)
