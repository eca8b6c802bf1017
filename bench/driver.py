"""A client that measures: keep-alive, closed loop, every answer checked, loops bounded in time and count."""

from __future__ import annotations

import http.client
import os
import re
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

TICK = os.sysconf("SC_CLK_TCK")


class Wrong(Exception):
    """An answer that is not what it should be."""


@dataclass
class Client:
    """One signed-in (or plain) keep-alive connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None
    bytes: int = 0

    def ask(self, method: str, path: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None,
            body: bytes | None = None) -> tuple[int, str, dict[str, str]]:
        """One request on the kept connection; answers (status, text, headers)."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), **(headers or {})}
        if form is not None:
            body = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body=body, headers=sent)
        answer = self.connection.getresponse()
        content = answer.read()
        self.bytes += len(content)
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, content.decode("utf-8", "replace"), {k.lower(): v for k, v in answer.headers.items()}

    def sign_in(self, username: str, password: str) -> None:
        """Sign in by the form."""
        _, page, _ = self.ask("GET", "/login")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        status, _, _ = self.ask("POST", "/login", {"csrfmiddlewaretoken": token[1] if token else "", "username": username, "password": password})
        if status not in (302, 303):
            raise Wrong(f"sign-in of {username} answered {status}")


@dataclass
class Figure:
    """What one scenario gave: milliseconds, requests a second, server CPU a request, bytes an answer."""

    p50: float
    p95: float
    per_second: float
    cpu: float
    kib: float
    count: int


def measure(clients: list[Client], act: Callable[[Client, int], None], *, pid: int, seconds: float = 4, most: int = 3000, warm: int = 3) -> Figure:
    """Let every client repeat `act(client, serial)` until the time or the count is used up."""
    for client in clients:
        for _ in range(warm):
            act(client, next(SERIAL))
        client.bytes = 0
    times: list[float] = []
    wrong: list[BaseException] = []
    lock = threading.Lock()
    end = time.perf_counter() + seconds

    def loop(client: Client) -> None:
        mine = []
        try:
            while time.perf_counter() < end and len(mine) < most // len(clients):
                start = time.perf_counter()
                act(client, next(SERIAL))
                mine.append(time.perf_counter() - start)
        except BaseException as bad:
            wrong.append(bad)
        with lock:
            times.extend(mine)

    before, start = cpu_of(pid), time.perf_counter()
    threads = [threading.Thread(target=loop, args=(c,)) for c in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - start
    if wrong:
        raise wrong[0]
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))] * 1000  # noqa: E731
    return Figure(at(0.5), at(0.95), len(times) / wall, (cpu_of(pid) - before) / len(times), sum(c.bytes for c in clients) / len(times) / 1024,
                  len(times))


SERIAL = iter(range(int(time.time()) % 10_000_000 * 1000, 1 << 60))


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children: dict[int, list[int]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = Path(f"/proc/{entry}/stat").read_text()
            except OSError:
                continue
            children.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry))
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        todo += children.get(one, [])
    return found


def cpu_of(pid: int) -> float:
    """Milliseconds of CPU that a process tree has used."""
    total = 0
    for one in family(pid):
        try:
            total += sum(int(x) for x in Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()[11:13])
        except OSError:
            continue
    return total * 1000 / TICK


def pss_of(pid: int) -> float:
    """Proportional set size of a process tree, MiB."""
    total = 0
    for one in family(pid):
        try:
            found = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text(), re.M)
        except OSError:
            continue
        total += int(found[1]) if found else 0
    return total / 1024


def median(figures: list[Figure]) -> Figure:
    """The median of each figure over the rounds."""
    return Figure(*(statistics.median(getattr(f, name) for f in figures) for name in ("p50", "p95", "per_second", "cpu", "kib", "count")))
