"""One line of the health page and of `shouhou check`: how something stands, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How urgent. The number is the exit code of `shouhou check`."""

    GOOD = 0
    LOOK = 1
    BAD = 2

    @property
    def tone(self) -> str:
        return ("green", "amber", "red")[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """`title` names what was looked at, `said` how it stands, `advice` what to do ("" when nothing is to be done).

    `href` leads to the page where it is done, "" without one.
    """

    key: str
    level: Level
    title: str
    said: str
    advice: str = ""
    href: str = ""


def worst(findings: list[Finding]) -> Level:
    """The most urgent of them."""
    return max((one.level for one in findings), default=Level.GOOD)
