"""Django's pages under the event loop: the request is read to its end, a thread makes the answer, the loop hands it out.

So neither a slow sender nor a slow reader ever holds a thread. Files that a page answers with are read by the loop's own
threads in blocks. An answer that grows while it is read (a stream of events) does not belong here: sockets are for that.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Any

from shouhou.config.environ import FileBody, environ_of
from shouhou.config.inflow import Gone, Receive, TooLarge, TooSlow, body_of
from shouhou.config.outflow import BLOCK, Broken, Outflow, ReaderGone
from shouhou.config.tracing import PLACE
from shouhou.config.traffic import TRAFFIC
from shouhou.foundation.trace import HEADER, Doing, accepted, during

log = logging.getLogger(__name__)
done = logging.getLogger("shouhou.done")
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[..., Iterable[bytes]]

SMALL_BODY = 16 * 1024 * 1024
"""What anyone may send; larger bodies only with a session or a token."""
SOON = 256 * 1024
"""An answer up to this size is handed over in one piece."""
MOST_WAITING = 400
TAKE_WITHIN = 60.0
"""Seconds in which a reader must take a block."""
ID_HEADER = HEADER.lower().encode()
UNSEEN = "refused"
"""The route of what no page saw: too large, too slow, too many."""
OPERATORS = frozenset({"/healthz", "/readyz", "/metrics"})
"""Answered by a thread of their own, so that they tell the truth about a busy server."""

REFUSALS = {
    400: "请求不完整。",
    408: "上传太慢，已中断，请检查网络后重试。",
    413: "上传的内容太大。",
    500: "服务器出了点问题，请稍后重试。",
    503: "现在访问的人太多，请稍后重试。",
}


@dataclass
class Answer:
    """What a page answered: status, headers, and the body as bytes, as a descriptor from an offset, or still to come."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""
    descriptor: int = -1
    offset: int = 0
    flows: bool = False

    @property
    def length(self) -> int | None:
        """Content-Length, when the page gave one."""
        return next((int(value) for name, value in self.headers if name == b"content-length"), None)


class Pages:
    """ASGI application over a WSGI one. `limit` is the largest body in bytes, `directory` takes what does not fit in memory."""

    def __init__(self, application: Application, *, threads: int, limit: int, directory: str) -> None:
        self._application = application
        self._limit = limit
        self._directory = directory
        self._pages = ThreadPoolExecutor(threads, thread_name_prefix="page")
        self._operators = ThreadPoolExecutor(1, thread_name_prefix="operator")
        self._disk = ThreadPoolExecutor(4, thread_name_prefix="disk")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        began = time.monotonic()
        TRAFFIC.in_flight += 1
        status = 500
        given = next((value for name, value in scope["headers"] if name == ID_HEADER), b"")
        scope[PLACE] = doing = Doing(accepted(given.decode("latin-1")))
        try:
            status = await self._answer(scope, receive, send)
        finally:
            TRAFFIC.in_flight -= 1
            spent = time.monotonic() - began
            TRAFFIC.count(status, spent, doing.name or UNSEEN)
            if done.isEnabledFor(logging.INFO):
                with during(doing):
                    done.info("answered", extra={"route": doing.name or UNSEEN, "method": scope["method"], "status": status, "ms": round(spent * 1000, 1)})

    async def _answer(self, scope: dict[str, Any], receive: Receive, send: Send) -> int:
        headers = dict(scope["headers"])
        if TRAFFIC.in_flight > MOST_WAITING and scope["path"] not in OPERATORS:
            return await _refuse(scope, send, 503)
        limit = self._limit if b"cookie" in headers or b"authorization" in headers else min(SMALL_BODY, self._limit)
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit:
            await _drain(receive)
            return await _refuse(scope, send, 413)
        try:
            body = await body_of(receive, limit=limit, directory=self._directory, threads=self._disk)
        except TooLarge as large:
            if large.more:
                await _drain(receive)
            return await _refuse(scope, send, 413)
        except TooSlow:
            return await _refuse(scope, send, 408)
        except Gone:
            return 499
        with body:
            try:
                return await self._page(scope, receive, send, body)
            except Broken:
                return 500

    async def _page(self, scope: dict[str, Any], receive: Receive, send: Send, body: IO[bytes]) -> int:
        loop = asyncio.get_running_loop()
        started: asyncio.Future[Answer] = loop.create_future()
        flow = Outflow(loop, self._directory)
        pool = self._operators if scope["path"] in OPERATORS else self._pages
        making = loop.run_in_executor(pool, self._make, scope[PLACE], environ_of(scope, body), started, flow)
        try:
            await asyncio.wait((making, started), return_when=asyncio.FIRST_COMPLETED)
            answer = started.result() if started.done() else making.result()
            if answer is None:
                return await _refuse(scope, send, 500)
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            if answer.flows:
                await self._hand_out(flow.take, receive, send)
            elif answer.descriptor >= 0:
                await self._send_file(scope, answer, receive, send)
            else:
                await send({"type": "http.response.body", "body": answer.body})
            return answer.status
        finally:
            flow.close()
            with contextlib.suppress(Exception):
                await asyncio.shield(making)

    def _make(self, doing: Doing, environ: dict[str, Any], started: asyncio.Future[Answer], flow: Outflow) -> Answer | None:
        with during(doing):
            environ[PLACE] = doing
            return self._made(environ, started, flow)

    def _made(self, environ: dict[str, Any], started: asyncio.Future[Answer], flow: Outflow) -> Answer | None:
        """In a page's thread: call the page. Answers it whole when it is small or a file; else starts `flow` and fills it."""
        head: list[Any] = []
        chunks: list[bytes] = []
        size, answer, whole = 0, None, False

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], None]:
            head[:] = [int(status[:3]), [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers]]
            return chunks.append

        body: Any = ()
        try:
            body = self._application(environ, start_response)
            if isinstance(body, FileBody) and (answer := _as_file(body, head)) is not None:
                return answer
            for chunk in body:
                if answer is not None:
                    flow.put(chunk)
                    continue
                chunks.append(chunk)
                size += len(chunk)
                if size > SOON:
                    answer = Answer(head[0], head[1], flows=True)
                    for held in chunks:
                        flow.put(held)
                    flow._loop.call_soon_threadsafe(started.set_result, answer)
            whole = True
            return answer or Answer(head[0], head[1], b"".join(chunks))
        except ReaderGone:
            return answer
        except Exception:
            log.exception("a page broke")
            return answer
        finally:
            with contextlib.suppress(Exception):
                if hasattr(body, "close"):
                    body.close()
            flow.end(broken=not whole)

    async def _send_file(self, scope: dict[str, Any], answer: Answer, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        left = answer.length if answer.length is not None else 1 << 62
        place = answer.offset

        async def take() -> tuple[bytes, bool]:
            nonlocal left, place
            if scope["method"] == "HEAD" or left <= 0:
                return b"", False
            piece = await loop.run_in_executor(self._disk, os.pread, answer.descriptor, min(BLOCK, left), place)
            place, left = place + len(piece), left - len(piece)
            return piece, bool(piece) and left > 0

        try:
            await self._hand_out(take, receive, send)
        finally:
            os.close(answer.descriptor)

    async def _hand_out(self, take: Callable[[], Awaitable[tuple[bytes, bool]]], receive: Receive, send: Send) -> None:
        """Send block after block until the end, or until the reader hangs up or stops taking."""
        gone = asyncio.ensure_future(receive())
        try:
            more = True
            while more and not gone.done():
                piece, more = await take()
                await asyncio.wait_for(send({"type": "http.response.body", "body": piece, "more_body": more}), TAKE_WITHIN)
        except TimeoutError:
            log.info("a reader stopped taking its answer")
        finally:
            gone.cancel()


def _as_file(body: FileBody, head: list[Any]) -> Answer | None:
    """The answer as a descriptor of our own, so that the page can end now; None when the file has none."""
    try:
        descriptor = os.dup(body.file.fileno())
        return Answer(head[0], head[1], descriptor=descriptor, offset=body.file.tell())
    except (OSError, AttributeError, ValueError):
        return None


async def _drain(receive: Receive, most: int = 64 * 1024 * 1024, within: float = 10.0) -> None:
    """Read and forget a refused body for a while, so that the sender gets to see the answer."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(within):
            while most > 0:
                event = await receive()
                most -= len(event.get("body", b""))
                if event["type"] == "http.disconnect" or not event.get("more_body"):
                    return


async def _refuse(scope: dict[str, Any], send: Send, status: int) -> int:
    """Answer a request that no page sees, in the form its sender reads."""
    message = REFUSALS[status]
    accepts = dict(scope["headers"]).get(b"accept", b"")
    if scope["path"].startswith("/api/") or accepts.startswith(b"application/json"):
        kind, text = "application/json", json.dumps({"message": message, "fields": {}}, ensure_ascii=False)
    else:
        kind, text = "text/html", f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{message}</title><p>{message}'
    headers = [(b"content-type", f"{kind}; charset=utf-8".encode()), (b"x-content-type-options", b"nosniff"), (b"connection", b"close"),
               (b"content-length", str(len(text.encode())).encode()), (ID_HEADER, scope[PLACE].id.encode())]
    if status == 503:
        headers.append((b"retry-after", b"3"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
    return status
