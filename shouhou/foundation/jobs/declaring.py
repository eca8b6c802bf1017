"""What kinds of jobs exist. A room declares its own in its `jobs.py`, which is found at start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from shouhou.foundation.jobs.models import Job

DEAD_AFTER = 8
"""Tries before a job becomes a dead letter, unless its declaration says otherwise."""


class Retry(Exception):
    """Not now: try again later. `after` is in seconds; without it the pause grows with every try."""

    def __init__(self, message: str = "", after: float | None = None) -> None:
        super().__init__(message)
        self.after = after


class GiveUp(Exception):
    """It will never work: make it a dead letter now, with this sentence."""


class Stopped(Exception):
    """Raised out of `progress` when the job was cancelled or taken over; leave, undoing what is half done."""


class Report(Protocol):
    """What a job function gets to say how far it is."""

    job: Job

    def __call__(self, done: int, total: int | None = None, message: str = "") -> None: ...


Work = Callable[[dict[str, Any], Report], Any]
Burial = Callable[["Job"], None]


@dataclass(frozen=True)
class Kind:
    """A declared job. `long` jobs never take the last free thread of a worker; `on_dead` runs in the burying transaction.

    `label` is what people read: what the job does, in two to eight words.
    """

    name: str
    work: Work
    tries: int
    long: bool
    on_dead: Burial | None
    label: Any = ""


@dataclass(frozen=True)
class Recurrence:
    """A recurring job: `every` seconds, or each day at `at` (time of day in the server's time zone)."""

    name: str
    every: float
    at: time | None


KINDS: dict[str, Kind] = {}
RECURRENCES: dict[str, Recurrence] = {}


def label_of(name: str) -> str:
    """What people read for a job of this name; the name itself when no room declares it (any more)."""
    kind = KINDS.get(name)
    return str(kind.label) if kind and kind.label else name


def job(name: str, *, label: Any = "", tries: int = DEAD_AFTER, long: bool = False, on_dead: Burial | None = None) -> Callable[[Work], Work]:
    """`@job("wechat.send")`: declare `f(payload, progress)` as the work of jobs of this name.

    The function may run more than once (at least once is what is promised), so its effect must bear repetition. What it
    returns (JSON-able) is kept as the job's result. It raises `Retry` or `GiveUp`; any other exception counts as a
    failed try. It runs outside a transaction and opens its own.
    """

    def declare(work: Work) -> Work:
        KINDS[name] = Kind(name, work, tries, long, on_dead, label)
        return work

    return declare


def schedule(name: str, *, label: Any = "", every: float = 86400, at: str = "", tries: int = DEAD_AFTER, long: bool = False) -> Callable[[Work], Work]:
    """`@schedule("files.sweep", every=3600)`: run this function every so many seconds; `at="02:30"`: once a day then.

    Each due time fires once however many workers run, and once only after an outage. The payload is {"due": ISO time}.
    May stand on a function that `@job` has declared under the same name.
    """

    def declare(work: Work) -> Work:
        if name not in KINDS:
            job(name, label=label, tries=tries, long=long)(work)
        RECURRENCES[name] = Recurrence(name, every, time.fromisoformat(at) if at else None)
        return work

    return declare
