"""What the database was asked by this process: how many statements, how long, and which were slow.

A statement's text has no values, and what is quoted in it is taken out; who is slow is told with the request or job it was asked for.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from shouhou.foundation import trace

log = logging.getLogger("shouhou.statements")
VERBS = ("SELECT", "INSERT", "UPDATE", "DELETE")
KEPT, LONGEST = 20, 1000
QUOTED = re.compile(r"'(?:[^']|'')*'")


@dataclass(frozen=True, slots=True)
class Slow:
    """One slow statement: when, how many milliseconds, its text, and what it was asked for."""

    at: datetime
    ms: float
    text: str
    name: str
    request: str


class Statements:
    """Counts and seconds by verb; the last slow ones."""

    def __init__(self) -> None:
        self.counts = dict.fromkeys((*VERBS, "other"), 0)
        self.seconds = dict.fromkeys((*VERBS, "other"), 0.0)
        self.slow_total = 0
        self.slow: deque[Slow] = deque(maxlen=KEPT)
        self._lock = threading.Lock()

    def timed(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Django's hook around a statement (`execute_wrappers`)."""
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent = time.perf_counter() - began
            verb = sql[:6].upper() if isinstance(sql, str) else ""
            if verb not in self.counts:
                verb = "other"
            with self._lock:
                self.counts[verb] += 1
                self.seconds[verb] += spent
            if 0 < settings.SLOW_STATEMENT_MS <= spent * 1000:
                self._tell(str(sql), spent)

    def _tell(self, sql: str, seconds: float) -> None:
        text = " ".join(QUOTED.sub("'…'", sql).split())[:LONGEST]
        doing = trace.now()
        ms = round(seconds * 1000, 1)
        with self._lock:
            self.slow_total += 1
            self.slow.append(Slow(datetime.now(UTC), ms, text, doing.name if doing else "", doing.id if doing else ""))
        log.warning("slow statement", extra={"ms": ms, "statement": text})

    def lines(self) -> list[str]:
        """The figures in Prometheus' text form."""
        with self._lock:
            counts, seconds, slow = dict(self.counts), dict(self.seconds), self.slow_total
        return ["# HELP shouhou_statements_total Statements this process asked of the database.", "# TYPE shouhou_statements_total counter",
                *(f'shouhou_statements_total{{verb="{verb.lower()}"}} {n}' for verb, n in counts.items()),
                "# TYPE shouhou_statement_seconds_total counter",
                *(f'shouhou_statement_seconds_total{{verb="{verb.lower()}"}} {n:.6f}' for verb, n in seconds.items()),
                "# TYPE shouhou_slow_statements_total counter", f"shouhou_slow_statements_total {slow}"]


STATEMENTS = Statements()


def watch(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Time what is asked over a connection. First in the row: who takes his own wrapper off again takes the last."""
    if STATEMENTS.timed not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, STATEMENTS.timed)
