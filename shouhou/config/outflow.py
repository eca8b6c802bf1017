"""Handing a page's answer to a reader of any speed without keeping its thread.

A page's thread writes as fast as it can make the answer; what the reader has not taken waits in memory up to a megabyte
and in a nameless file up to 64 beyond; only a page that makes even more than that waits for its reader.
Files are read by the event loop's own threads, a block at a time, as the reader takes them.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import threading
from collections import deque
from typing import IO

IN_MEMORY = 1024 * 1024
BLOCK = 256 * 1024
ON_DISK = 64 * 1024 * 1024
PATIENCE = 60.0
"""Seconds a page waits for a reader who is ON_DISK bytes behind."""


class ReaderGone(Exception):
    """Nobody takes the answer any more; the page stops making it."""


class Broken(Exception):
    """The page broke after its answer had begun; the reader must see a cut, not an end."""


class Outflow:
    """A pipe from a page's thread (`put`, `end`) to the event loop (`take`)."""

    def __init__(self, loop: asyncio.AbstractEventLoop, directory: str) -> None:
        self._loop = loop
        self._directory = directory
        self._lock = threading.Condition()
        self._chunks: deque[bytes] = deque()
        self._held = 0
        self._file: IO[bytes] | None = None
        self._written = self._read = 0
        self._ended = self._gone = False
        self._waiting = self._broken = False
        self._ready = asyncio.Event()

    def put(self, chunk: bytes) -> None:
        """Add a piece. Raises ReaderGone when the reader hung up or stopped taking."""
        with self._lock:
            if not self._lock.wait_for(lambda: self._gone or self._written - self._read < ON_DISK, PATIENCE) or self._gone:
                raise ReaderGone
            if self._written == self._read and self._held + len(chunk) <= IN_MEMORY:
                self._chunks.append(chunk)
                self._held += len(chunk)
            else:
                if self._file is None:
                    self._file = tempfile.TemporaryFile(dir=self._directory)  # noqa: SIM115 - closed by `close`
                left = memoryview(chunk)
                while left:
                    count = os.pwrite(self._file.fileno(), left, self._written)
                    self._written += count
                    left = left[count:]
            wake, self._waiting = self._waiting, False
        if wake:
            self._loop.call_soon_threadsafe(self._ready.set)

    def end(self, *, broken: bool = False) -> None:
        """The answer is complete, or will never be."""
        with self._lock:
            self._ended = True
            self._broken = broken
        self._loop.call_soon_threadsafe(self._ready.set)

    async def take(self) -> tuple[bytes, bool]:
        """The next piece and whether more follows. Memory comes before the file, which only begins when memory is full. Raises Broken."""
        while True:
            self._ready.clear()
            with self._lock:
                piece = self._next()
                ended = self._ended and not self._chunks and self._read == self._written
                self._waiting = not piece and not ended
            if ended and self._broken:
                raise Broken
            if piece or ended:
                return piece, not ended
            await self._ready.wait()

    def _next(self) -> bytes:
        if self._chunks:
            taken, size = [], 0
            while self._chunks and size < BLOCK:
                taken.append(self._chunks.popleft())
                size += len(taken[-1])
            self._held -= size
            return taken[0] if len(taken) == 1 else b"".join(taken)
        if self._file is not None and self._read < self._written:
            piece = os.pread(self._file.fileno(), min(BLOCK, self._written - self._read), self._read)
            self._read += len(piece)
            if self._read == self._written:
                os.ftruncate(self._file.fileno(), 0)
                self._read = self._written = 0
            self._lock.notify()
            return piece
        return b""

    def close(self) -> None:
        """The reader is gone or has everything."""
        with self._lock:
            self._gone = True
            self._lock.notify()
            self._chunks.clear()
            if self._file is not None:
                self._file.close()
                self._file = None
                self._read = self._written = 0
