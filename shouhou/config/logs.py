"""What the log says of each thing: when, how serious, where, which request or job, what. As text, or as one JSON object a line.

The log is kept, copied and read by more people than the data: no line holds a name, phone number, mail address, body, token, or an
address with what stands behind its question mark. Routes are told by name, errors by kind and place. DEBUG, a developer's setting,
shows errors whole.
"""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from django.conf import settings

from shouhou.foundation import trace

FACTS = ("route", "method", "status", "ms", "job", "state", "attempt", "statement")
"""What a line may hold besides its sentence: given as `extra` of a logging call."""
LONGEST = 2000
TURNS = 6
"""So often a name in a program changes between small and capital letters at most; a random token does so more often."""


def is_token(word: str) -> bool:
    """Whether a long word is a random one: it has a digit, or its letters change between small and capital again and again."""
    letters = [c.isupper() for c in word if c.isalpha()]
    return any(c.isdigit() for c in word) or sum(a != b for a, b in pairwise(letters)) > TURNS


MASKS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"[^\s@<>\"'(=:,;]+@[^\s@<>\"'),;]+"), "<mail>"),
    (re.compile(r"(?i)\b((?:access_?token|secret|password|passwd|pwd|token|sig(?:nature)?|session(?:id)?|key)[\"']?\s*[=:]\s*)[^\s&,;]+"), r"\1…"),
    (re.compile(r"([a-z]+://[^\s?#]*|/[^\s?#]*)[?#]\S*", re.IGNORECASE), r"\1?…"),
    (re.compile(r"(?<![\w.])\+?\d(?:[ -]?\d){6,}(?![\w.])", re.ASCII), "…"),
    (re.compile(r"[A-Za-z0-9_-]{20,}", re.ASCII), lambda found: "…" if is_token(found[0]) else found[0]),
)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|=\([^)]*\)")
WIDE = re.compile(r"[^\x00-\x7f]+")


def masked(text: str) -> str:
    """The text without mail addresses, long numbers, secrets and what follows a question mark; on one line, at most 2,000 characters."""
    text = "".join(c if c.isprintable() else " " for c in text[:LONGEST])
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


def described(error: BaseException) -> str:
    """Kind of the error and its words without anything that could be a value: what is quoted, in brackets, or not plain English."""
    return f"{type(error).__name__}: {WIDE.sub('…', masked(QUOTED.sub('…', str(error))))[:300]}"


def places(error: BaseException) -> list[str]:
    """Where it came through, the last 12 steps, as `file:line function`, the product's own files from its root."""
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return [f"{f.filename.replace(chr(92), '/').rpartition('/site-packages/')[2].rpartition('/shouhou/')[2]}:{f.lineno} {f.name}" for f in frames]


def chain(error: BaseException) -> list[BaseException]:
    """The error and what it came from, at most four."""
    found: list[BaseException] = []
    one: BaseException | None = error
    while one is not None and len(found) < 4:
        found.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    return found


class Text(logging.Formatter):
    """For eyes: `2026-11-22 10:01:02,345 INFO shouhou.config.serve [3f…] sentence`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        if settings.DEBUG:
            return super().format(record)
        stamp = f"{self.formatTime(record)} {record.levelname} {record.name}"
        doing = trace.current()
        line = f"{stamp} [{doing}] {masked(record.getMessage())}" if doing else f"{stamp} {masked(record.getMessage())}"
        facts = " ".join(f"{name}={record.__dict__[name]}" for name in FACTS if name in record.__dict__)
        line = f"{line} {facts}" if facts else line
        if record.exc_info and record.exc_info[1] is not None:
            for error in chain(record.exc_info[1]):
                line += f"\n    {described(error)}" + "".join(f"\n      {place}" for place in places(error))
        return line


class Json(logging.Formatter):
    """For machines: {"time", "level", "logger", "message"} and, where they are known, "request", "route" and the other `FACTS`, "error"."""

    def format(self, record: logging.LogRecord) -> str:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line: dict[str, Any] = {"time": f"{stamp}.{int(record.msecs):03d}Z", "level": record.levelname, "logger": record.name,
                                "message": masked(record.getMessage())}
        doing = trace.now()
        if doing is not None:
            line["request"] = doing.id
            if doing.name:
                line["route"] = doing.name
        line |= {name: record.__dict__[name] for name in FACTS if name in record.__dict__}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = [{"what": described(error), "where": places(error)} for error in chain(record.exc_info[1])]
        return json.dumps(line, ensure_ascii=False)
