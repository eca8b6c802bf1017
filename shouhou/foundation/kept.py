"""Small tables that every page asks for, kept in the process for a few seconds.

What is kept is shared between threads and only read. Inside a transaction the database is always asked, so a verb never decides
by something stale; a change shows on every page within `SECONDS`.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from django.db import connection

SECONDS = 5.0


class Kept[T]:
    """`words = Kept(read)`; `words()` is what `read()` gave at most five seconds ago."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._at = 0.0
        self._value: T | None = None

    def __call__(self) -> T:
        if connection.in_atomic_block:
            return self._read()
        value = self._value
        if value is None or monotonic() - self._at > SECONDS:
            value = self._value = self._read()
            self._at = monotonic()
        return value

    def forget(self) -> None:
        """Ask the database at the next question."""
        self._value = None


class KeptFor[K, T]:
    """The same for each of many: `waiting = KeptFor(read)`; `waiting(user.pk)` is what `read(user.pk)` gave at most five seconds ago."""

    MOST = 5000

    def __init__(self, read: Callable[[K], T]) -> None:
        self._read = read
        self._values: dict[K, tuple[float, T]] = {}

    def __call__(self, key: K) -> T:
        if connection.in_atomic_block:
            return self._read(key)
        at, value = self._values.get(key, (0.0, None))
        if value is None or monotonic() - at > SECONDS:
            value = self._read(key)
            if len(self._values) >= self.MOST:
                self._values.clear()
            self._values[key] = (monotonic(), value)
        return value
