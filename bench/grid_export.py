"""An export of 200,000 questions while others work: memory, the first sign of progress, and what other pages take meanwhile.

    python -m bench.grid_export FOLDER [ROWS] [--postgresql]

FOLDER is a data folder made by the bench (it is changed: questions are doubled until there are ROWS); with `--postgresql` a server of its own
is started and filled, and FOLDER keeps what is no database. Prints a table in Markdown.
"""

from __future__ import annotations

import os
import re
import socket
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from bench.driver import Client, family
from tests.machine import postgres

PAGES = ("/workbench/tickets/?tab=waiting", "/workbench/", "/workbench/customers/?sort=name")
ADDRESS = "?list=1&tab=all&sort=-created&cols=number,title,customer,product,kind,urgency,state,consultant,promised,created,phone,handlings"
SPACING = 0.05
"""Seconds between two pages of the others."""


def doubled(path: Path, wanted: int) -> int:
    """Questions enough; new ones are copies with numbers of their own."""
    base = sqlite3.connect(path)
    names = [row[1] for row in base.execute("PRAGMA table_info(tickets_ticket)") if row[1] not in {"id", "number", "external_ref"}]
    columns = ", ".join(names)
    while (have := base.execute("SELECT COUNT(*) FROM tickets_ticket").fetchone()[0]) < wanted:
        base.execute(f"INSERT INTO tickets_ticket (number, external_ref, {columns}) SELECT 'EX' || printf('%09d', id + (SELECT MAX(id) FROM tickets_ticket)), "
                     f"NULL, {columns} FROM tickets_ticket ORDER BY id LIMIT ?", [wanted - have])
        base.commit()
    base.close()
    return int(have)


def doubled_there(url: str, wanted: int) -> int:
    """The same on PostgreSQL."""
    with psycopg.connect(url, autocommit=True) as base:
        found = base.execute("SELECT column_name FROM information_schema.columns WHERE table_name = 'tickets_ticket' ORDER BY ordinal_position").fetchall()
        columns = ", ".join(name for (name,) in found if name not in {"id", "number", "external_ref"})
        while (have := base.execute("SELECT COUNT(*) FROM tickets_ticket").fetchone()[0]) < wanted:  # type: ignore[index]
            base.execute(f"INSERT INTO tickets_ticket (number, external_ref, {columns}) "  # type: ignore[arg-type]
                         "SELECT 'EX' || lpad((id + (SELECT MAX(id) FROM tickets_ticket))::text, 9, '0'), "
                         f"NULL, {columns} FROM tickets_ticket ORDER BY id LIMIT %s", [wanted - have])
        base.execute("ANALYZE")
    return int(have)


def memory(pid: int) -> tuple[float, float]:
    """MB of a process and its children: what they hold (a page of the database that several connections have mapped counts once), and
    how much of it is their own, not the file's."""
    held = own = 0.0
    for one in family(pid):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        held += int(re.search(r"\nPss:\s+(\d+)", rollup)[1]) / 1024  # type: ignore[index]
        own += int(re.search(r"\nAnonymous:\s+(\d+)", rollup)[1]) / 1024  # type: ignore[index]
    return held, own


def pages(browser: Client, count: int = 0, busy: object = None) -> list[float]:
    """Milliseconds of pages asked one after another, `count` of them or until `busy()` is false."""
    found: list[float] = []
    while (len(found) < count) if count else busy():  # type: ignore[operator]
        begin = time.perf_counter()
        status, _body, _headers = browser.ask("GET", PAGES[len(found) % len(PAGES)])
        assert status == 200, status
        found.append((time.perf_counter() - begin) * 1000)
        time.sleep(SPACING)
    return found


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def on_postgresql(folder: Path, rows: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with postgres.running(durable=True) as url:
        subprocess.run([sys.executable, "-m", "shouhou", "demo", "--scale", str(min(rows, 100_000))], check=True, stdout=subprocess.DEVNULL,
                       env={**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": url})
        measured(folder, doubled_there(url, rows), url)


def on_sqlite(folder: Path, rows: int) -> None:
    measured(folder, doubled(folder / "shouhou.sqlite3", rows), "")


def measured(folder: Path, have: int, url: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "shouhou", "serve"], env={**os.environ, "DATA_DIR": str(folder), "PORT": str(port), "DATABASE_URL": url},
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _n in range(240):
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.5)
        who, other = Client(port), Client(port)
        who.sign_in("zhuguan", "demo2026")
        other.sign_in("diaodu", "demo2026")
        time.sleep(8)
        pages(other, count=30)
        before, resting = pages(other, count=100), memory(server.pid)
        who.connection = None  # closed by the server meanwhile
        _, page, _ = who.ask("GET", "/workbench/customers/?sort=name")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)', page)
        begin = time.perf_counter()
        status, _page, headers = who.ask("POST", "/grids/tickets/export/", {
            "csrfmiddlewaretoken": token[1] if token else "", "address": ADDRESS, "kind": "xlsx", "back": "/workbench/tickets/"})
        where = headers["location"]
        said, done, most, at = 0.0, 0.0, (0.0, 0.0), 0.0

        def busy() -> bool:
            nonlocal said, done, most, at
            now = time.perf_counter()
            if now - at > 0.3:
                at = now
                now_held = memory(server.pid)
                most = max(most[0], now_held[0]), max(most[1], now_held[1])
                text = who.ask("GET", where)[1]
                if not said and ("正在准备" in text or "已写入" in text):
                    said = now - begin
                if "是否打开" in text or "没有完成" in text:
                    done = now - begin
            return not done and now - begin < 900

        meanwhile = pages(other, busy=busy)
        print(f"{have:,} questions; {len(before)} pages before, {len(meanwhile)} meanwhile; POST answered {status}\n")
        print("| | |\n|---|---|")
        print(f"| first sign of progress | {said:.2f} s |\n| whole export | {done:.0f} s ({have / done if done else 0:,.0f} rows/s) |")
        print(f"| server resident before / at most | {resting[0]:.0f} / {most[0]:.0f} MB, of its own {resting[1]:.0f} / {most[1]:.0f} MB |")
        print(f"| pages p95 before / meanwhile | {p95(before):.0f} / {p95(meanwhile):.0f} ms ({p95(meanwhile) / p95(before):.2f}×) |")
        print(f"| pages median before / meanwhile | {statistics.median(before):.0f} / {statistics.median(meanwhile):.0f} ms |")
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if not one.startswith("--")]
    (on_postgresql if "--postgresql" in sys.argv else on_sqlite)(Path(given[0]), int(given[1]) if len(given) > 1 else 200_000)
