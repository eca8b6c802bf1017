"""The product beside django-helpdesk: the same questions, one run, in turns, every answer's content checked."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg

from bench.charts import Line, write
from bench.driver import Figure, measure, median
from bench.peer import helpdesk
from bench.products import ROOT, Running, data_of, product
from bench.scenarios import clients, of_product
from tests.machine import postgres

NAMES = {"list": "list", "detail": "detail", "ask": "ask", "search": "search title"}
"""Scenario of django-helpdesk → the same of the product."""
HEADS = "Shouhou p50 ms | p95 | requests/s | django-helpdesk p50 ms | p95 | requests/s | p50 ratio | requests ratio"
PEER_UP_TO = 100_000
CHARTS = Path(__file__).with_name("charts")
Count = Callable[[], int]


def run(sizes: list[int], databases: list[str], concurrency: list[int], rounds: int, seconds: float) -> None:
    """Print one table a database and size, and draw p50 over size into `bench/charts/`."""
    folder = data_of(sizes[0]).parent / "bench-peer"
    folder.mkdir(parents=True, exist_ok=True)
    helpdesk.environment(folder)
    curves: dict[str, dict[str, list[tuple[int, float]]]] = {}
    for database in databases:
        with _server(database) as server:
            for size in sizes:
                for name, ours, theirs in _one(database, size, folder, server, concurrency, rounds, seconds):
                    lines = curves.setdefault(f"{name}-{database}", {"Shouhou": [], "django-helpdesk": []})
                    lines["Shouhou"].append((size, ours))
                    if theirs is not None:
                        lines["django-helpdesk"].append((size, theirs))
    CHARTS.mkdir(exist_ok=True)
    for name, lines in curves.items():
        drawn = [Line(who, sorted(points)) for who, points in lines.items() if points]
        write(CHARTS / f"{name}.svg", name.replace("-", ", "), drawn, x="questions", y="p50 ms")


@contextlib.contextmanager
def _server(database: str) -> Iterator[str]:
    if database == "sqlite":
        yield ""
        return
    with postgres.running(durable=True) as url:
        yield url


def _one(database: str, size: int, folder: Path, server: str, concurrency: list[int], rounds: int, seconds: float) -> Iterator[tuple[str, float, float | None]]:
    source = data_of(size)
    with contextlib.ExitStack() as stack:
        up, ours = _ours(stack, size, source, server)
        peer = size <= PEER_UP_TO
        down, theirs = _theirs(stack, size, folder, source / "shouhou.sqlite3", server) if peer else (None, None)
        print(f"\n| {database}, {size:,} questions | c | {HEADS} |\n|---|--:|" + "--:|" * (HEADS.count("|") + 1))
        for name, own in NAMES.items():
            who, act = of_product(source, size)[own]
            for many in concurrency:
                mine, its = [], []
                for _ in range(rounds):
                    mine.append(_counted(name, ours, lambda: measure(clients(up.port, who, many), act, pid=up.process.pid, seconds=seconds)))  # noqa: B023
                    if down and theirs:
                        other, their = helpdesk.scenarios(size)[name]
                        its.append(_counted(name, theirs, lambda: measure(helpdesk.signed_in(down.port, other, many), their, pid=down.process.pid,  # noqa: B023
                                                                          seconds=seconds, warm=1)))
                a, b = median(mine), median(its) if its else None
                row = f"| {b.p50:.1f} | {b.p95:.1f} | {b.per_second:.1f} | {b.p50 / a.p50:.1f} | {a.per_second / b.per_second:.1f} |" if b else "| | | | | |"
                print(f"| {name} | {many} | {a.p50:.2f} | {a.p95:.2f} | {a.per_second:.0f} {row}", flush=True)
                if many == 1:
                    yield name, a.p50, b.p50 if b else None


def _counted(name: str, count: Count, act: Callable[[], Figure]) -> Figure:
    """Run it; what was asked must be stored afterwards, one row an answer at least."""
    before = count()
    figure = act()
    if name == "ask" and count() - before < figure.count:
        raise SystemExit(f"{count() - before} rows for {figure.count} answers")
    return figure


def _ours(stack: contextlib.ExitStack, size: int, source: Path, server: str) -> tuple[Running, Count]:
    url = ""
    if server:
        url = _database(server, f"shouhou_{size}")
        target = source.with_name(f"bench-{size}-postgresql")
        target.mkdir(exist_ok=True)
        subprocess.run([sys.executable, "-m", "shouhou", "demo", "--scale", str(size)], cwd=ROOT, check=True, stdout=sys.stderr,
                       env={**os.environ, "DATA_DIR": str(target), "DATABASE_URL": url})
        source = target
    up = stack.enter_context(product(source, url))
    return up, _count(url, source / "shouhou.sqlite3", "tickets_ticket")


def _theirs(stack: contextlib.ExitStack, size: int, folder: Path, source: Path, server: str) -> tuple[Running, Count]:
    url = _database(server, f"helpdesk_{size}") if server else ""
    helpdesk.fill(folder, size, source, server)
    return stack.enter_context(helpdesk.start(folder, size, server)), _count(url, folder / f"helpdesk-{size}.sqlite3", "helpdesk_ticket")


def _database(server: str, name: str) -> str:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return server.rsplit("/", 1)[0] + "/" + name


def _count(url: str, file: Path, table: str) -> Count:
    statement = f"SELECT count(*) FROM {table}"

    def stored() -> int:
        if url:
            with psycopg.connect(url) as connection:
                return int(connection.execute(statement).fetchone()[0])  # type: ignore[arg-type,index]
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            return int(db.execute(statement).fetchone()[0])
    return stored
