"""The id of what is being done now, from the page through the log and the job to the mail."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

HEADER = "X-Request-ID"
SAFE = re.compile(r"[A-Za-z0-9-]{16,64}", re.ASCII)
"""An id that somebody else may bring along: too long for a phone number, and nothing that a log or a header could trip over."""


@dataclass(slots=True)
class Doing:
    """One request or one try of a job. `name` is the name of its route, or of the job."""

    id: str
    name: str = ""


_NOW: ContextVar[Doing | None] = ContextVar("doing", default=None)


def accepted(given: str) -> str:
    """The id that was brought along, or a new one of 16 characters where it is none or not safe."""
    return given if SAFE.fullmatch(given) else secrets.token_hex(8)


def now() -> Doing | None:
    """What this thread or task is doing; None outside any request and job."""
    return _NOW.get()


def current() -> str:
    """The id of it; "" outside."""
    doing = _NOW.get()
    return doing.id if doing is not None else ""


@contextmanager
def during(doing: Doing) -> Iterator[Doing]:
    """Everything in the block belongs to this."""
    before = _NOW.set(doing)
    try:
        yield doing
    finally:
        _NOW.reset(before)
