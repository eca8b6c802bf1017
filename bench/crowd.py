"""A thousand open consultants' pages and fifty customers who ask: what an answer costs the customer, beside the same without the pages."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import secrets
import subprocess
import sys
import threading
import time

from bench.driver import Client, cpu_of, pss_of
from bench.products import PASSWORD, ROOT, Running, data_of, product
from bench.scenarios import Act, of_product

SIZE = 20_000
CALM = 180.0
"""Seconds without the pages that are enough to know what an answer costs then."""
PER_PERSON, PER_ADDRESS = 20, 200
TOPIC = b'"topic":"tickets.queue"'


def run(pages: int, askers: int, seconds: float, every: float) -> None:
    """Print a table: alone, and with `pages` open. Each of `askers` asks about once in `every` seconds."""
    folder = data_of(SIZE)
    act = of_product(folder, SIZE)["ask"][1]
    with product(folder) as up:
        customers = []
        for n in range(askers):
            client = Client(up.port)
            client.sign_in(f"cust{n + 1:04d}", PASSWORD)
            act(client, time.time_ns())
            customers.append(client)
        print(f"| {askers} customers asking | answers | errors | p50 ms | p95 ms | p99 ms | server CPU ms a question | pages' frames lost | memory MiB |")
        print("|---|--:|--:|--:|--:|--:|--:|--:|--:|", flush=True)
        spent = cpu_of(up.process.pid)
        calm = _asking(customers, act, min(seconds, CALM), every)
        _row("nobody else", *calm, cpu_of(up.process.pid) - spent, "", up)
        people = -(-pages // PER_PERSON)
        cookies = []
        for n in range(people):
            client = Client(up.port)
            client.sign_in(f"agent{n + 1:02d}", PASSWORD)
            cookies.append("; ".join(f"{k}={v}" for k, v in client.cookies.items()))
        child = subprocess.Popen([sys.executable, "-m", "bench.crowd", str(up.port), str(pages)], cwd=ROOT, stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, text=True)
        assert child.stdin and child.stdout
        print(json.dumps(cookies), file=child.stdin, flush=True)
        assert child.stdout.readline().strip() == "ready", "the pages did not open"
        spent = cpu_of(up.process.pid)
        busy = _asking(customers, act, seconds, every)
        time.sleep(3)
        spent = cpu_of(up.process.pid) - spent
        print("end", file=child.stdin, flush=True)
        heard = json.loads(child.stdout.readline())
        child.wait(30)
        lost = len(busy[0]) * pages - sum(heard)
        _row(f"{pages:,} pages open", *busy, spent, str(lost), up)
    print(f"\np95 with the pages open ÷ without: {_at(busy[0], 0.95) / _at(calm[0], 0.95):.2f}; pages that heard to the end: "
          f"{sum(1 for h in heard if h)}", flush=True)


def _asking(customers: list[Client], act: Act, seconds: float, every: float) -> tuple[list[float], list[str]]:
    times: list[float] = []
    wrong: list[str] = []
    lock = threading.Lock()
    end = time.perf_counter() + seconds

    def loop(client: Client, seed: int) -> None:
        chance = random.Random(seed)
        time.sleep(chance.uniform(0, every))
        while time.perf_counter() < end:
            client.connection = None  # nobody's browser keeps a connection while its reader writes the next question
            begun = time.perf_counter()
            try:
                act(client, secrets.randbits(60))
            except Exception as bad:
                with lock:
                    wrong.append(repr(bad)[:300])
            took = time.perf_counter() - begun
            with lock:
                times.append(took * 1000)
            time.sleep(max(0.0, chance.uniform(0.5, 1.5) * every - took))

    threads = [threading.Thread(target=loop, args=(client, n)) for n, client in enumerate(customers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(times), wrong


def _at(times: list[float], share: float) -> float:
    return times[min(len(times) - 1, int(len(times) * share))]


def _row(name: str, times: list[float], wrong: list[str], cpu: float, lost: str, up: Running) -> None:
    print(f"| {name} | {len(times)} | {len(wrong)} | {_at(times, .5):.1f} | {_at(times, .95):.1f} | {_at(times, .99):.1f} | {cpu / len(times):.1f} | {lost} | "
          f"{pss_of(up.process.pid):.0f} |", flush=True)
    for one in wrong[:3]:
        print(one, file=sys.stderr)


async def _page(port: int, cookie: str, address: str, opened: asyncio.Semaphore, heard: list[int], n: int) -> None:
    """A page's socket, read as bytes: a thousand that parse frames would measure themselves."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write((f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nCookie: {cookie}\r\n\r\n").encode())
    assert b" 101 " in (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0]
    writer.write(_frame(1, json.dumps({"subscribe": ["tickets.queue"]}).encode()))
    before = b""
    while data := await reader.read(1 << 16):
        if b'"subscribed"' in data:
            opened.release()
        if b"\x89\x00" in data:
            writer.write(_frame(10, b""))
        elif data[0] == 0x89:
            writer.write(_frame(10, data[2:2 + data[1]]))
        heard[n] += (before + data).count(TOPIC)
        before = data[-len(TOPIC) + 1:]


def _frame(kind: int, payload: bytes) -> bytes:
    return bytes([0x80 | kind, 0x80 | len(payload), 0, 0, 0, 0]) + payload


async def _pages(port: int, count: int) -> None:
    cookies = json.loads(sys.stdin.readline())
    opened, heard = asyncio.Semaphore(0), [0] * count
    tasks = []
    for n in range(count):
        address = f"127.0.0.{2 + n // PER_ADDRESS}"
        tasks.append(asyncio.create_task(_page(port, cookies[n // PER_PERSON], address, opened, heard, n)))
        if n % 50 == 49:
            await asyncio.sleep(0.1)
    for _ in range(count):
        await asyncio.wait_for(opened.acquire(), 60)
    heard[:] = [0] * count
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    print(json.dumps(heard), flush=True)
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(_pages(int(sys.argv[1]), int(sys.argv[2])))
