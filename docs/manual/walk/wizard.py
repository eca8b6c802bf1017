"""An empty installation."""
from __future__ import annotations

from walk.stage import Stage


def installs(stage: Stage, said: str) -> None:
    pass
