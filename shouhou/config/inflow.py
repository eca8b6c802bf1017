"""Reading a request's body before a page sees it.

Slow senders wait here, in the event loop, where one costs a few kilobytes; a thread is taken only when the whole request
is there. Bodies over half a megabyte go to a nameless file in DATA_DIR/tmp.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from typing import IO, Any

IN_MEMORY = 512 * 1024
CHUNK_WITHIN = 20.0
"""Seconds until the next piece of a body must come."""
LEAST_RATE = 1024
"""Bytes a second, averaged after the first CHUNK_WITHIN seconds, under which a sender is given up."""

Receive = Callable[[], Awaitable[dict[str, Any]]]


class TooLarge(Exception):
    """The body is larger than this address accepts. `more` says whether some of it is still to come."""

    def __init__(self, *, more: bool) -> None:
        super().__init__()
        self.more = more


class TooSlow(Exception):
    """The body comes in too slowly."""


class Gone(Exception):
    """The sender hung up."""


async def body_of(receive: Receive, *, limit: int, directory: str, threads: Executor) -> IO[bytes]:
    """The whole body as a file positioned at its start, of at most `limit` bytes. Raises TooLarge, TooSlow, Gone."""
    loop = asyncio.get_running_loop()
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=directory)  # noqa: SIM115 - the caller closes it
    size, began, more = 0, time.monotonic(), True
    try:
        while more:
            try:
                event = await asyncio.wait_for(receive(), CHUNK_WITHIN)
            except TimeoutError:
                raise TooSlow from None
            if event["type"] == "http.disconnect":
                raise Gone
            chunk, more = event.get("body", b""), event.get("more_body", False)
            size += len(chunk)
            if size > limit:
                raise TooLarge(more=more)
            spent = time.monotonic() - began
            if more and spent > CHUNK_WITHIN and size / spent < LEAST_RATE:
                raise TooSlow
            if size > IN_MEMORY:
                await loop.run_in_executor(threads, file.write, chunk)
            else:
                file.write(chunk)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
