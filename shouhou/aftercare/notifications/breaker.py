"""A way that does not answer is left alone for a while, so that what waits for it holds up nothing else (durability D24)."""

from __future__ import annotations

import threading
from time import monotonic

REST = 60.0
"""Seconds nothing is tried after a way did not answer."""
PROBE = 45.0
"""Seconds one try may take, before another may find out whether the way answers again."""


class Breaker:
    """Of one process, one for every way: a way that failed rests; then one try goes first, and all others when it got through."""

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._lock = threading.Lock()

    def lets(self, way: str) -> bool:
        """Whether to try now. Of many who ask after a rest one is told yes."""
        with self._lock:
            until = self._until.get(way)
            if until is None:
                return True
            if monotonic() < until:
                return False
            self._until[way] = monotonic() + PROBE
            return True

    def failed(self, way: str) -> None:
        """It did not answer."""
        with self._lock:
            self._until[way] = monotonic() + REST

    def answered(self, way: str) -> None:
        """It answered, whatever it said."""
        with self._lock:
            self._until.pop(way, None)


BREAKER = Breaker()
