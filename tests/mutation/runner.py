"""A pytest run that plants mutants: tests are collected and the database made once, then every mutant lives in a fork.

First all tests run in a fork, which tells the lines each one reaches and how long it takes. A mutant is tried by the tests that reach its
lines, the quickest first; the first that fails has killed it.
"""

from __future__ import annotations

import itertools
import json
import os
import pickle
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.mutation import operators, planting

TOOL = 4
LONGEST, WORTH = 20.0, 40.0
"""Seconds a mutant may hang beyond what its tests usually take; seconds of tests that are spent on one mutant."""
Reached = dict[str, tuple[float, bool, set[tuple[str, int]]]]
"""Test → (seconds, whether it keeps what it writes, (file, line) it reaches)."""


class Mutating:
    """The plugin. `paths`: files to change; `until`: monotonic time to stop; `shard`: (which, of how many)."""

    def __init__(self, paths: list[Path], until: float, out: Path, equivalent: dict[str, str], shard: tuple[int, int]) -> None:
        self.paths, self.until, self.out, self.equivalent, self.shard = paths, until, out, equivalent, shard
        self.session: Any = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.session = session
        items = {item.nodeid: item for item in session.items}
        first = next((item for item in session.items if "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db")),
                     session.items[0])
        runtestprotocol(first, nextitem=session, log=False)  # makes the database that all forks inherit
        reached: Reached = pickle.loads(in_fork(self.baseline, 900) or pickle.dumps({}))
        green = {name for name, (seconds, _keeps, _lines) in reached.items() if seconds >= 0}
        print(f"\n{len(green)} of {len(items)} tests are green and count", flush=True)
        with self.out.open("w", encoding="utf-8") as out:
            for told in self.tries(items, {name: reached[name] for name in green}):
                out.write(json.dumps(told, ensure_ascii=False) + "\n")
                out.flush()
        return True

    def tries(self, items: dict[str, Any], reached: Reached) -> Any:
        number = 0
        for path in self.paths:
            for mutant, tree in operators.of(path):
                number += 1
                if number % self.shard[1] != self.shard[0]:
                    continue
                told = {"key": mutant.key, "file": mutant.path.as_posix(), "line": mutant.line, "what": mutant.what, "text": mutant.text}
                if mutant.key in self.equivalent:
                    yield {**told, "state": "explained", "by": self.equivalent[mutant.key]}
                elif time.monotonic() > self.until:
                    yield {**told, "state": "not tried"}
                else:
                    yield {**told, **self.tried(mutant, tree, items, reached)}

    def tried(self, mutant: operators.Mutant, tree: Any, items: dict[str, Any], reached: Reached) -> dict[str, Any]:
        file = str(planting.ROOT / mutant.path)
        lines = {(file, line) for line in range(mutant.span[0], mutant.span[1] + 1)}
        tests = [name for name, (_s, _k, seen) in reached.items() if (seen & lines if mutant.where else any(f == file for f, _l in seen))]
        if not tests:
            return {"state": "unreached"}
        tests.sort(key=lambda name: (reached[name][1], reached[name][0]))
        spent = list(itertools.accumulate(reached[name][0] for name in tests))
        tests = [name for name, seconds in zip(tests, spent, strict=True) if seconds <= WORTH] or tests[:1]
        told = in_fork(lambda: self.first_to_fail(mutant, tree, [items[name] for name in tests]), LONGEST + 5 * min(spent[-1], WORTH))
        return json.loads(told) if told else {"state": "killed", "by": "it hung or ended the process"}

    def first_to_fail(self, mutant: operators.Mutant, tree: Any, tests: list[Any]) -> bytes:
        try:
            planting.plant(mutant, tree)
        except planting.Unplantable as why:
            return json.dumps({"state": "unplantable", "by": str(why)}).encode()
        except SyntaxError as why:
            return json.dumps({"state": "killed", "by": f"no program: {why}"}).encode()
        for item in tests:
            reports = runtestprotocol(item, nextitem=self.session, log=False)
            if any(report.failed for report in reports):
                return json.dumps({"state": "killed", "by": item.nodeid}).encode()
        return json.dumps({"state": "survived", "by": f"{len(tests)} tests"}).encode()

    def baseline(self) -> bytes:
        """Every test once, with the lines of `paths` it reaches."""
        files = {str(planting.ROOT / path) for path in self.paths}
        seen: set[tuple[str, int]] = set()
        tool = sys.monitoring
        tool.use_tool_id(TOOL, "mutation")

        def line(code: Any, number: int) -> Any:
            if code.co_filename not in files:
                return tool.DISABLE
            seen.add((code.co_filename, number))
            return None

        tool.register_callback(TOOL, tool.events.LINE, line)
        tool.set_events(TOOL, tool.events.LINE)
        reached: Reached = {}
        for item in sorted(self.session.items, key=keeps):
            seen.clear()
            began = time.perf_counter()
            reports = runtestprotocol(item, nextitem=self.session, log=False)
            good = any(report.when == "call" and report.passed for report in reports) and not any(report.failed for report in reports)
            reached[item.nodeid] = (time.perf_counter() - began if good else -1.0, keeps(item), set(seen))
        return pickle.dumps(reached)


def keeps(item: Any) -> bool:
    """Whether a test writes for real and empties the database afterwards, so that it must come last."""
    mark = item.get_closest_marker("django_db")
    return bool((mark and mark.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


def in_fork(act: Callable[[], bytes], seconds: float) -> bytes:
    """What `act` answers in a fork; b"" when it took too long or died."""
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.setpgid(0, 0)
            os.close(ear)
            resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
            devnull = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(devnull, stream)
            with os.fdopen(mouth, "wb") as out:
                out.write(act())
            status = 0
        finally:
            os._exit(status)
    os.close(mouth)
    told, until = b"", time.monotonic() + seconds
    try:
        while (left := until - time.monotonic()) > 0 and select.select([ear], [], [], left)[0]:
            part = os.read(ear, 1 << 20)
            if not part:
                return told
            told += part
        return b""
    finally:
        os.close(ear)
        try:
            os.killpg(child, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
