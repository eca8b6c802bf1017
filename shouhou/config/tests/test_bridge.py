"""Pages under the event loop: the ASGI application is called in this process, over pages made for the test."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from typing import Any

import pytest

from shouhou.config import bridge, inflow, outflow
from shouhou.config.bridge import Pages


class Exchange:
    """One request to one page and what came back."""

    def __init__(self, page: Any, tmp: str, *, limit: int = 1000, threads: int = 2) -> None:
        self.app = Pages(page, threads=threads, limit=limit, directory=tmp)
        self.status = 0
        self.headers: dict[bytes, bytes] = {}
        self.body = b""
        self.complete = False

    async def ask(self, *chunks: bytes, method: str = "GET", path: str = "/", headers: Any = (), hang: bool = False, leave: bool = False,
                  stuck: asyncio.Event | None = None) -> Exchange:
        """Send the chunks (the last ends the body unless `hang`); `leave` hangs up after them; `stuck` stops taking the answer."""
        events = [{"type": "http.request", "body": c, "more_body": hang or leave or i < len(chunks) - 1} for i, c in enumerate(chunks or (b"",))]
        events += [{"type": "http.disconnect"}] if leave else []

        async def receive() -> dict[str, Any]:
            if events:
                return events.pop(0)
            return await asyncio.Future()

        async def send(event: dict[str, Any]) -> None:
            if stuck is not None:
                await stuck.wait()
            if event["type"] == "http.response.start":
                self.status, self.headers = event["status"], dict(event["headers"])
            else:
                self.body += event.get("body", b"")
                self.complete = not event.get("more_body")

        scope = {"type": "http", "method": method, "path": path, "query_string": b"a=%E4%B8%AD", "headers": list(headers),
                 "http_version": "1.1", "client": ("10.1.2.3", 5), "server": ("127.0.0.1", 8000), "scheme": "http"}
        await asyncio.wait_for(self.app(scope, receive, send), 10)
        return self


@pytest.fixture
def exchange(tmp_path):
    return lambda page, **options: Exchange(page, str(tmp_path), **options)


def echo(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [environ["wsgi.input"].read()]


def run(story):
    return asyncio.run(story)


def test_a_page_sees_the_whole_request(exchange):
    seen = {}

    def page(environ, start):
        seen.update(environ)
        return echo(environ, start)

    headers = [(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"x-real_name", b"forged"), (b"content-type", b"text/plain"), (b"x-a", b"1"), (b"x-a", b"2")]
    got = run(exchange(page).ask(b"one ", b"two", method="POST", path="/问题/", headers=headers))
    assert (got.status, got.body, got.complete) == (200, b"one two", True)
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/问题/"
    assert (seen["HTTP_COOKIE"], seen["HTTP_X_A"], seen["CONTENT_LENGTH"], seen["REMOTE_ADDR"]) == ("a=1; b=2", "1,2", "7", "10.1.2.3")
    assert not any("REAL" in key for key in seen)


def test_a_large_answer_flows_and_a_file_is_read_from_its_place(exchange, tmp_path):
    block = bytes(range(256)) * 400
    got = run(exchange(lambda e, s: (s("200 OK", []), (block for _ in range(20)))[1]).ask())
    assert got.body == block * 20
    path = tmp_path / "big"
    path.write_bytes(block * 20)

    def page(environ, start):
        file = path.open("rb")
        file.seek(1000)
        start("206 Partial Content", [("Content-Length", "1500000")])
        return environ["wsgi.file_wrapper"](file)

    got = run(exchange(page).ask())
    assert (got.status, got.body == (block * 20)[1000:1501000], got.complete) == (206, True, True)
    assert run(exchange(page).ask(method="HEAD")).body == b""


def test_a_file_without_descriptor_is_read_by_the_page(exchange):
    got = run(exchange(lambda e, s: (s("200 OK", []), e["wsgi.file_wrapper"](io.BytesIO(b"x" * 300000)))[1]).ask())
    assert len(got.body) == 300000


@pytest.mark.parametrize(("headers", "chunks"), [([(b"content-length", b"5000")], [b"x"]), ([], [b"x" * 600, b"x" * 600])])
def test_too_large_a_body_is_refused_unread(exchange, headers, chunks):
    got = run(exchange(lambda e, s: pytest.fail("no page sees it")).ask(*chunks, method="POST", path="/api/v1/x", headers=headers))
    assert got.status == 413
    assert json.loads(got.body) == {"message": "上传的内容太大。", "fields": {}}


def test_a_stranger_may_send_less_than_a_person_with_a_session(exchange, monkeypatch):
    monkeypatch.setattr(bridge, "SMALL_BODY", 100)
    assert run(exchange(echo).ask(b"x" * 500, method="POST")).status == 413
    assert run(exchange(echo).ask(b"x" * 500, method="POST", headers=[(b"cookie", b"session=a")])).status == 200


@pytest.mark.abuse(108)
def test_a_slow_sender_takes_no_thread_and_is_given_up(exchange, monkeypatch):
    monkeypatch.setattr(inflow, "CHUNK_WITHIN", 0.05)
    called = []
    talk = exchange(lambda e, s: called.append(1))
    assert run(talk.ask(b"abc", method="POST", hang=True)).status == 408
    assert called == []


def test_a_sender_who_hangs_up_reaches_no_page(exchange):
    called = []
    assert run(exchange(lambda e, s: called.append(1)).ask(b"abc", method="POST", leave=True)).status == 0
    assert called == []


@pytest.mark.abuse(108)
def test_slow_readers_hold_no_thread(exchange, monkeypatch):
    made = threading.Event()

    def page(environ, start):
        start("200 OK", [])
        for _ in range(40):
            yield b"x" * 100000
        made.set()

    talk = exchange(page, threads=1)

    async def story():
        stuck = asyncio.Event()
        slow = asyncio.ensure_future(talk.ask(stuck=stuck))
        await asyncio.to_thread(made.wait, 5)
        assert made.is_set(), "the page ended although nobody took a byte"
        stuck.set()
        await slow

    run(story())
    assert (len(talk.body), talk.complete) == (4000000, True)


def test_a_page_waits_for_a_reader_only_when_very_far_ahead(exchange, monkeypatch):
    monkeypatch.setattr(outflow, "ON_DISK", 300000)
    monkeypatch.setattr(outflow, "PATIENCE", 0.1)
    talk = exchange(lambda e, s: (s("200 OK", []), (b"x" * 100000 for _ in range(60)))[1])

    async def story():
        stuck = asyncio.Event()
        asyncio.get_running_loop().call_later(0.4, stuck.set)
        await talk.ask(stuck=stuck)

    run(story())
    assert not talk.complete, "cut, so that the reader notices"


def test_a_page_that_breaks_gives_500_before_and_a_cut_after_its_answer_began(exchange, caplog):
    def early(environ, start):
        raise ValueError("x")

    def late(environ, start):
        start("200 OK", [])
        yield b"x" * 300000
        raise ValueError("x")

    assert run(exchange(early).ask()).status == 500
    got = run(exchange(late).ask())
    assert (got.status, got.complete) == (200, False)
    assert caplog.text.count("a page broke") == 2


def test_operators_are_answered_while_all_threads_are_busy(exchange):
    hold = threading.Event()

    def page(environ, start):
        if environ["PATH_INFO"] == "/":
            hold.wait(5)
        start("200 OK", [])
        return [b"ok"]

    talk = exchange(page, threads=1)

    async def story():
        busy = asyncio.ensure_future(talk.ask())
        await asyncio.sleep(0.02)
        other = Exchange(page, "/tmp")
        other.app = talk.app
        await other.ask(path="/healthz")
        assert other.body == b"ok"
        hold.set()
        await busy

    run(story())


def test_more_waiting_than_we_can_serve_is_told_to_come_back(exchange, monkeypatch):
    monkeypatch.setattr(bridge, "MOST_WAITING", 0)
    got = run(exchange(echo).ask())
    assert (got.status, b"retry-after" in got.headers) == (503, True)
