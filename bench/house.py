"""The figures of the whole process: memory at rest, start, fan-out, large files, slow clients."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import socket
import statistics
import tempfile
import time
from pathlib import Path

from websockets.asyncio.client import connect

from bench.driver import Client, pss_of
from bench.products import PASSWORD, Running, data_of, product
from bench.scenarios import of_product

PAGES, QUESTIONS, SLOW = 200, 30, 300
LARGE = 200 << 20


def run() -> None:
    """Print one line a figure."""
    folder = data_of(1000)
    product(folder).__exit__()
    starts = []
    for _ in range(3):
        with product(folder) as up:
            starts.append(up.started)
    print(f"start to first page: {statistics.median(starts):.2f} s (of {', '.join(f'{s:.2f}' for s in starts)})", flush=True)
    with product(folder) as up:
        time.sleep(5)
        print(f"idle after start, whole process tree: {pss_of(up.process.pid):.1f} MiB PSS", flush=True)
        fan_out(up, folder)
        slow_clients(up)
        large_files(up)
        time.sleep(3)
        print(f"idle after all this: {pss_of(up.process.pid):.1f} MiB PSS", flush=True)


def fan_out(up: Running, folder: Path) -> None:
    """A saved question on 200 open consultants' pages: from the answer to the asker to the last page's message."""
    staff = []
    for n in range(PAGES // 10):
        client = Client(up.port)
        client.sign_in(f"agent{n + 1:02d}", PASSWORD)
        staff.append(client)
    asker = Client(up.port)
    asker.sign_in("cust0001", PASSWORD)
    ask = of_product(folder, 1000)["ask"][1]
    ask(asker, time.time_ns())

    async def one_page(cookie: str, got: list[float], ready: asyncio.Semaphore, stop: asyncio.Event) -> None:
        headers = {"Cookie": cookie}
        async with connect(f"ws://127.0.0.1:{up.port}/live", additional_headers=headers, origin=f"http://127.0.0.1:{up.port}") as page:  # type: ignore[arg-type]
            await page.send(json.dumps({"subscribe": ["tickets.queue"]}))
            await page.recv()
            ready.release()
            while not stop.is_set():
                try:
                    text = await asyncio.wait_for(page.recv(), 0.5)
                except TimeoutError:
                    continue
                if '"tickets.queue"' in str(text):
                    got.append(time.perf_counter())

    async def measure() -> list[float]:
        got: list[float] = []
        ready, stop = asyncio.Semaphore(0), asyncio.Event()
        cookies = ["; ".join(f"{k}={v}" for k, v in c.cookies.items()) for c in staff]
        pages = [asyncio.create_task(one_page(cookies[n % len(cookies)], got, ready, stop)) for n in range(PAGES)]
        for _ in pages:
            await asyncio.wait_for(ready.acquire(), 30)
        waits: list[float] = []
        for _ in range(QUESTIONS):
            got.clear()
            begun = time.perf_counter()
            await asyncio.to_thread(ask, asker, time.time_ns())
            while len(got) < PAGES and time.perf_counter() - begun < 10:
                await asyncio.sleep(0.01)
            waits += [at - begun for at in got[:PAGES]]
            assert len(got) >= PAGES, f"{len(got)} of {PAGES} pages heard of it"
        stop.set()
        await asyncio.gather(*pages, return_exceptions=True)
        return sorted(waits)

    waits = asyncio.run(measure())
    print(f"a saved question on {PAGES} open pages, from sending it: p50 {waits[len(waits) // 2] * 1000:.0f} ms, "
          f"p95 {waits[int(len(waits) * 0.95)] * 1000:.0f} ms, max {waits[-1] * 1000:.0f} ms", flush=True)


def slow_clients(up: Running) -> None:
    """300 connections that dribble a header a second; meanwhile a good client."""
    slow = []
    for n in range(SLOW):
        one = socket.create_connection(("127.0.0.1", up.port))
        body = n % 2
        one.sendall(b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n\r\nx" if body else b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        slow.append(one)
    good, times = Client(up.port), []
    for n in range(200):
        start = time.perf_counter()
        status, _, _ = good.ask("GET", "/login")
        assert status == 200
        times.append(time.perf_counter() - start)
        if n % 40 == 0:
            for one in slow:
                with contextlib.suppress(OSError):
                    one.sendall(b"x")
    for one in slow:
        one.close()
    times.sort()
    print(f"with {SLOW} slow clients, a good one: p50 {times[100] * 1000:.1f} ms, p99 {times[198] * 1000:.1f} ms", flush=True)


def large_files(up: Running) -> None:
    """200 MB up and down by one client: time, and how far memory rose."""
    client = Client(up.port)
    client.sign_in("cust0001", PASSWORD)
    _, page, _ = client.ask("GET", "/tickets/new/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    before, most = pss_of(up.process.pid), [0.0]
    mark = "----bench"
    head = (f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="log.txt"\r\nContent-Type: text/plain\r\n\r\n').encode()
    tail = f"\r\n--{mark}--\r\n".encode()
    block = b"2026-01-01 10:00:00 operation log line\n" * 6722
    count = LARGE // len(block)
    with socket.create_connection(("127.0.0.1", up.port)) as wire:
        start = time.perf_counter()
        cookie = "; ".join(f"{k}={v}" for k, v in client.cookies.items())
        wire.sendall((f"POST /files/ HTTP/1.1\r\nHost: 127.0.0.1:{up.port}\r\nCookie: {cookie}\r\nX-CSRFToken: {token[1] if token else ''}\r\n"
                      f"Content-Type: multipart/form-data; boundary={mark}\r\nContent-Length: {len(head) + count * len(block) + len(tail)}\r\n\r\n").encode())
        wire.sendall(head)
        for n in range(count):
            wire.sendall(block)
            if n % 100 == 0:
                most[0] = max(most[0], pss_of(up.process.pid))
        wire.sendall(tail)
        answer = wire.recv(65536).decode()
        took = time.perf_counter() - start
    most[0] = max(most[0], pss_of(up.process.pid))
    assert " 201 " in answer.splitlines()[0], answer[:500]
    print(f"{LARGE >> 20} MB up: {took:.1f} s, memory {most[0] - before:+.1f} MiB", flush=True)
    url = json.loads(answer[answer.index("{"):])["url"]
    before, most[0], got = pss_of(up.process.pid), 0.0, 0
    with socket.create_connection(("127.0.0.1", up.port)) as wire, tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        wire.sendall(f"GET {url} HTTP/1.1\r\nHost: 127.0.0.1:{up.port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode())
        while data := wire.recv(1 << 20):
            got += len(data)
            out.write(data)
            if got % (20 << 20) < len(data):
                most[0] = max(most[0], pss_of(up.process.pid))
        took = time.perf_counter() - start
    assert got > count * len(block), f"{got} bytes came"
    print(f"{LARGE >> 20} MB down: {took:.1f} s, memory {most[0] - before:+.1f} MiB", flush=True)
    os.sync()
