"""The product as people run it: `python -m shouhou serve` as a process of its own, with its own data."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.machine import processes

PASSWORD = "demo2026"
PATIENCE = 90.0


@dataclass
class Served:
    """A running product: its address, its data folder, and what it said so far."""

    url: str
    data: Path
    log: Path

    def said(self) -> str:
        return self.log.read_text(errors="replace")


def environment(data: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a product that uses nothing of ours: own data, SQLite, loopback."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DJANGO_", "S3_", "PYTEST"))}
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "PUBLIC_URL", "SECRET_KEY", "DEBUG", "SHOUHOU_TEST_DATA"):
        kept.pop(name, None)
    return {**kept, "HOST": "127.0.0.1", "PORT": str(port), "DATA_DIR": str(data), "PYTHONUNBUFFERED": "1", **more}


@contextmanager
def served(*arguments: str, data: Path | None = None, port: int | None = None, **env: str) -> Iterator[Served]:
    """`shouhou serve` with these arguments for as long as the block lasts, once /healthz answers 200.

    Without `data` it gets a folder that is removed afterwards. Raises `RuntimeError` with its last words when it does not come up.
    """
    home = data or Path(tempfile.mkdtemp(prefix="shouhou-serve-"))
    port = port or processes.free_port()
    home.mkdir(parents=True, exist_ok=True)
    log = home / "serve.log"
    process = processes.start([sys.executable, "-m", "shouhou", "serve", *arguments], log=log, env=environment(home, port, **env),
                              cwd=processes.ROOT)
    up = Served(f"http://127.0.0.1:{port}", home, log)
    try:
        deadline = time.monotonic() + PATIENCE
        while not healthy(up.url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("serve did not come up:\n" + up.said()[-4000:])
            time.sleep(0.1)
        yield up
    finally:
        processes.stop(process)
        if data is None:
            shutil.rmtree(home, ignore_errors=True)


def healthy(url: str) -> bool:
    """Whether /healthz answers 200."""
    try:
        with urllib.request.urlopen(url + "/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def live_serve() -> Iterator[Served]:
    """The demo company, served for the whole session. Tests of one session share it: look for what you made yourself."""
    with served("--demo") as up:
        yield up
