"""Large files through the server: memory stays flat, and no page waits for a reader."""

from __future__ import annotations

import asyncio
import resource
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponseBase
from django.urls import path

from shouhou.config.bridge import Pages
from shouhou.foundation.files.serving import serve

SIZE = 200 << 20


def large(request: HttpRequest) -> HttpResponseBase:
    return serve(request, Path(configured.DATA_DIR) / "large", mime="video/mp4", disposition="inline", etag="large")


urlpatterns = [path("large", large)]


@pytest.fixture
def pages(settings, tmp_path):
    """The product's own bridge with one page thread, over an address that serves 200 MB."""
    settings.DATA_DIR, settings.ROOT_URLCONF, settings.MIDDLEWARE = tmp_path, __name__, []
    with (tmp_path / "large").open("wb") as file:
        file.truncate(SIZE)
        file.seek(SIZE - 4)
        file.write(b"last")
    return Pages(get_wsgi_application(), threads=1, limit=1000, directory=str(tmp_path))


async def got(pages: Pages, *, taking: asyncio.Event | None = None, method: str = "GET", **headers: str) -> tuple[int, int, bytes]:
    """(status, bytes taken, the last of them); `taking` holds the reader up until it is set."""
    said: dict[str, Any] = {"status": 0, "size": 0, "end": b""}
    asked = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> dict[str, Any]:
        return asked.pop() if asked else await asyncio.Future()

    async def send(event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            said["status"] = event["status"]
            return
        if taking is not None:
            await taking.wait()
        if event["body"]:
            said["size"], said["end"] = said["size"] + len(event["body"]), event["body"][-4:]

    sent = [(b"host", b"127.0.0.1"), *((name.encode(), value.encode()) for name, value in headers.items())]
    await pages({"type": "http", "method": method, "path": "/large", "query_string": b"", "headers": sent, "http_version": "1.1",
                 "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "scheme": "http"}, receive, send)
    return said["status"], said["size"], said["end"]


def test_memory_stays_flat(pages):
    asyncio.run(got(pages, range="bytes=0-9"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert asyncio.run(got(pages)) == (200, SIZE, b"last")
    assert asyncio.run(got(pages, range="bytes=1000-")) == (206, SIZE - 1000, b"last")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 << 10


def test_parts_and_heads(pages):
    assert asyncio.run(got(pages, range="bytes=-4")) == (206, 4, b"last")
    assert asyncio.run(got(pages, range=f"bytes={SIZE - 6}-{SIZE - 3}")) == (206, 4, b"\0\0la")
    assert asyncio.run(got(pages, method="HEAD"))[:2] == (200, 0)
    assert asyncio.run(got(pages, range=f"bytes={SIZE}-"))[0] == 416


def test_readers_who_stop_hold_no_page(pages):
    async def story() -> None:
        taking = asyncio.Event()
        slow = [asyncio.ensure_future(got(pages, taking=taking)) for _ in range(5)]
        for _ in range(3):
            assert await asyncio.wait_for(got(pages, range="bytes=-4"), 5) == (206, 4, b"last")
        assert not any(one.done() for one in slow)
        taking.set()
        assert {(await one)[1] for one in slow} == {SIZE}

    asyncio.run(story())
