"""Which requirement lines, abuse rows and durability figures the passing tests show.

Tests carry `@pytest.mark.requirement("HJ-2-01")`, `@pytest.mark.abuse(52)`, `@pytest.mark.durability("D6")`. Every pytest call of
bin/test writes what it saw into SHOUHOU_REPORT; the last call adds all up, says it, and its closing line counts all of them.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.requirements import ledger

MARKS = ("requirement", "abuse", "durability")
COUNTED = {"passed", "failed", "error", "skipped", "xfailed", "xpassed"}


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the controller alone counts and writes
        config.pluginmanager.register(Scribe(config), "requirement-scribe")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for kind in MARKS:
            shown = sorted({str(a) for mark in item.iter_markers(kind) for a in mark.args})
            if shown:
                item.user_properties.append((kind, shown))


def pytest_runtest_setup(item: pytest.Item) -> None:
    unknown = [x for kind, shown in item.user_properties if kind == "requirement" for x in shown if x not in ledger.lines()]
    if unknown:
        pytest.fail(f"no requirement line has the id {', '.join(unknown)}: see docs/requirements/ids.tsv", pytrace=False)


class Scribe:
    """Watches the outcomes of one pytest call."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.shows: dict[str, dict[str, list[str]]] = {}
        self.failed: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.folder = Path(os.environ["SHOUHOU_REPORT"]) if "SHOUHOU_REPORT" in os.environ else None

    @property
    def is_last(self) -> bool:
        return self.folder is not None and os.environ.get("SHOUHOU_REPORT_STEP") == "last"

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        name = report.nodeid
        if report.failed:
            self.failed.add(name)
        elif report.when == "call" and report.passed:
            marks = {kind: shown for kind, shown in report.user_properties if kind in MARKS}
            if marks:
                self.shows[name] = marks

    def outcome(self) -> dict[str, Any]:
        return {"shows": {n: m for n, m in self.shows.items() if n not in self.failed}, "failed": sorted(self.failed)}

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.folder is None:
            return
        counts = {kind: len(reports) for kind, reports in terminalreporter.stats.items() if kind in COUNTED}
        step = os.environ["SHOUHOU_REPORT_STEP"]
        (self.folder / f"{step}.json").write_text(json.dumps({**self.outcome(), "counts": counts}))
        if self.is_last:
            seen = ledger.read(self.folder)
            for line in [*ledger.say(seen), *ledger.table(self.folder)]:
                terminalreporter.write_line(line)
            self.count_all(terminalreporter)

    def count_all(self, terminalreporter: Any) -> None:
        """Let pytest's closing line count every call of this run."""
        closing = terminalreporter.summary_stats
        folder = self.folder

        def summary_stats() -> None:
            assert folder is not None
            for kind, number in ledger.earlier(folder).items():
                terminalreporter.stats.setdefault(kind, []).extend(SimpleNamespace(count_towards_summary=True) for _ in range(number))
            closing()

        terminalreporter.summary_stats = summary_stats
