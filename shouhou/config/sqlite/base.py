"""A FIFO lock around write transactions.

SQLite lets one writer in at a time and wakes waiters unfairly: under load one of them can starve for seconds.
Inside one process a queue costs little and makes the longest wait short. Between processes SQLite's own
lock and `timeout` still apply.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.features import DatabaseFeatures as Features
from django.db.backends.sqlite3.operations import DatabaseOperations as Operations


class FairLock:
    """A lock that is handed over in the order in which it was asked for."""

    def __init__(self) -> None:
        self._inner = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Event] = deque()

    def acquire(self, timeout: float = 30.0) -> bool:
        with self._inner:
            if not self._held:
                self._held = True
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(timeout):
            return True
        with self._inner:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return False
        return True  # it was handed to us between the time-out and here

    def release(self) -> None:
        with self._inner:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False


WRITERS = FairLock()


class DatabaseFeatures(Features):
    """The newer library we bring does not tell its limits; this is SQLite's default since 3.32."""

    max_query_params = 32766


class DatabaseOperations(Operations):
    """The newer library's Python module does not tell its limits; quoting a statement for the log asks for one."""

    def _quote_params_for_last_executed_query(self, params: Sequence[object]) -> tuple[object, ...]:
        quoted: tuple[object, ...] = ()
        for start in range(0, len(params), 1000):
            piece = tuple(params[start : start + 1000])
            cursor = self.connection.connection.cursor()
            quoted += cursor.execute("SELECT " + ", ".join(["QUOTE(?)"] * len(piece)), piece).fetchone()
            cursor.close()
        return quoted


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the writers' lock when an outermost atomic block begins and gives it back when it ends."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
    _has_turn = False
    patience: float | None = None
    """Seconds to wait for a turn; None is the usual time. Who must answer sooner sets it around a transaction."""

    def _start_transaction_under_autocommit(self) -> None:
        if not self._has_turn and not self.is_in_memory_db():
            self._has_turn = WRITERS.acquire() if self.patience is None else WRITERS.acquire(self.patience)
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_up_turn()
            raise

    def _give_up_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            WRITERS.release()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            if self.connection is None or not self.connection.in_transaction:
                self._give_up_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._give_up_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._give_up_turn()
