"""Programs that read what strangers made: each in a process of its own with bounds, a folder of its own, and without the network where the
system allows it. Whatever is left of it afterwards is killed."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CONFINING = Path(__file__).with_name("confining.py")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a program may take: bytes of memory (each process of it), seconds by the clock and of the processor, bytes of one file it writes."""

    memory: int
    seconds: float
    largest: int = 1 << 30


class Overrun(Exception):
    """It did not end in time."""


def run(command: Sequence[str], *, folder: Path, bounds: Bounds, more: Mapping[str, str] | None = None) -> int:
    """Run `command` in `folder`, which is also its home and its place for temporary files; answers its exit code. Raises `Overrun`.

    It sees nothing of our environment but the search path and the language, gets nothing to read, and what it prints is thrown away.
    """
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8", **(more or {})}
    limits = [str(bounds.memory), str(int(bounds.seconds) + 1), str(bounds.largest)]
    started = subprocess.Popen([sys.executable, "-I", str(CONFINING), *limits, *command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, close_fds=True)
    try:
        return started.wait(timeout=bounds.seconds)
    except subprocess.TimeoutExpired:
        raise Overrun from None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(started.pid, signal.SIGKILL)
        started.wait()
