"""Jobs that only tests know; each test says what they do by putting a function into ACTS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from shouhou.foundation.jobs.declaring import KINDS, RECURRENCES, Kind, Recurrence, Report

ACTS: dict[str, Callable[[dict[str, Any], Report], Any]] = {}
BURIED: list[Any] = []


@pytest.fixture
def errand() -> Iterator[dict[str, Callable[[dict[str, Any], Report], Any]]]:
    """Declares `errand` (3 tries) and `long errand`; set `errand["do"]` to what it does."""
    ACTS.clear()
    BURIED.clear()

    def work(payload: dict[str, Any], progress: Report) -> Any:
        return ACTS["do"](payload, progress)

    before, recurring = dict(KINDS), dict(RECURRENCES)
    RECURRENCES.clear()
    KINDS["errand"] = Kind("errand", work, tries=3, long=False, on_dead=BURIED.append)
    KINDS["long errand"] = Kind("long errand", work, tries=3, long=True, on_dead=None)
    yield ACTS
    for table, kept in ((KINDS, before), (RECURRENCES, recurring)):
        table.clear()
        table.update(kept)


def recur(name: str, every: float) -> None:
    """Declare a recurrence for the length of a test that uses `errand`."""
    RECURRENCES[name] = Recurrence(name, every, None)
