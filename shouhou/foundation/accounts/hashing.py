"""A bounded pool for hashing passwords: one at a time for each core, few waiting, so that sign-ins cannot starve the rest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

CORES = os.cpu_count() or 1
WAITING = 4 * CORES
PATIENCE = 3.0
"""Seconds somebody waits for a free core before being asked to come again."""

_cores = BoundedSemaphore(CORES)
_lock = Lock()
_waiting = 0


class Busy(Exception):
    """Every core is hashing and enough others wait already."""


@contextmanager
def core() -> Iterator[None]:
    """Hold one core while hashing. Raises `Busy` at once when too many wait, or after `PATIENCE` seconds."""
    global _waiting
    with _lock:
        if _waiting >= WAITING:
            raise Busy
        _waiting += 1
    try:
        got = _cores.acquire(timeout=PATIENCE)
    finally:
        with _lock:
            _waiting -= 1
    if not got:
        raise Busy
    try:
        yield
    finally:
        _cores.release()
