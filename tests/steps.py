"""What bin/test does, step by step: every step runs, also after one failed; the exit code is that of the worst.

    bin/test            everything
    bin/test fast       ruff and the unit tests on SQLite
    bin/test --soak     the crash tests at their full measure: hours; any of SOAK's variables given wins
    bin/test PATH …     pytest on these paths, with pytest's own options
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.machine import browser, postgres, redis
from tests.requirements import ledger

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
WORKERS = str(min(os.cpu_count() or 2, 8))
LONGEST = 20 * 60.0
"""Seconds after which a step counts as hanging. One test may take 240."""
PYTEST = [sys.executable, "-m", "pytest", "--tb=short", "-o", "faulthandler_timeout=240", "-o", "faulthandler_exit_on_timeout=true"]
NOT_UNIT = ["--ignore=tests/journeys", "--ignore=tests/abuse", "--ignore=tests/crash"]

SOAK = {"CRASH_ROUNDS": "20", "CRASH_ANSWERS": "500", "CRASH_CUTS": "500", "CRASH_PAGES": "5000", "SOAK_SECONDS": "28800"}
"""The full measures of docs/security/figures.tsv; see the tests that read them."""

STRICTER = [f"tests/abuse/test_{name}.py" for name in ("strings", "openapi", "unknown_paths", "oracles", "visibility", "open_doors")]
"""Abuse that SQLite forgives and PostgreSQL does not: NUL, lone surrogates, numbers out of range."""


@dataclass
class Step:
    """One thing to run. `skipped` says why it did not, `ok` is None until it did."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    is_pytest: bool = False
    skipped: str = ""
    refused: str = ""
    ok: bool | None = None
    seconds: float = 0.0


def static() -> list[Step]:
    """The steps that only read the code."""
    check = [sys.executable, "-m", "shouhou", "makemigrations", "--check", "--dry-run"]
    return [
        Step("types (mypy)", [str(BIN / "mypy"), "shouhou"]),
        Step("floors (import-linter)", [str(BIN / "lint-imports"), "--no-logo"]),
        Step("migrations are complete", check),
    ]


def ruff() -> Step:
    return Step("lint (ruff)", [str(BIN / "ruff"), "check", "."])


def pytest_step(name: str, *arguments: str, workers: bool = True, **env: str) -> Step:
    return Step(name, [*PYTEST, *(["-n", WORKERS] if workers else []), *arguments], env, is_pytest=True)


def need(step: Step, what: str | None, missing: str, required: str) -> Step:
    """Skip a step whose service is missing; where it is required, refuse it."""
    if what is None:
        if os.environ.get(required) == "1":
            step.refused = f"{missing}, and {required}=1 asks for it"
        else:
            step.skipped = missing
    return step


def run(step: Step, folder: Path, data: Path, *, quietly: bool = False) -> None:
    """Run one step; its words go to the terminal, those of a quiet one only when it fails."""
    if step.skipped:
        return
    if step.refused:
        step.ok = False
        print(f"✗ {step.name}: {step.refused}", flush=True)
        return
    if not quietly:
        print(f"\n── {step.name}", flush=True)
    env = {**os.environ, "DATA_DIR": str(data), **step.env}
    began = time.monotonic()
    kept = folder / (step.name.split(" ", 1)[0] + ".out")
    with kept.open("wb") as out:
        to = {"stdout": out, "stderr": subprocess.STDOUT} if quietly else {}
        process = subprocess.Popen(step.command, cwd=ROOT, env=env, start_new_session=quietly, **to)
        try:
            step.ok = process.wait(LONGEST) == 0 or (step.is_pytest and process.returncode == 5)
        except subprocess.TimeoutExpired:
            step.ok, step.refused = False, f"stopped after {LONGEST / 60:.0f} minutes"
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()
    step.seconds = time.monotonic() - began
    if quietly:
        print(f"\n── {step.name}" + ("" if step.ok else "\n" + kept.read_text(errors="replace")), flush=True)


@contextlib.contextmanager
def services() -> Iterator[dict[str, str | None]]:
    """PostgreSQL and Redis for the run, as URLs; None for one that cannot be had."""
    urls: dict[str, str | None] = {}
    with contextlib.ExitStack() as stack:
        for name, module in (("postgres", postgres), ("redis", redis)):
            try:
                urls[name] = stack.enter_context(module.running())
            except LookupError as why:
                urls[name] = None
                print(f"!!! {why}", flush=True)
        yield urls


def plan(urls: dict[str, str | None]) -> list[Step]:
    """The pytest calls of a whole run, in order."""
    shared = {f"TEST_{name.upper()}_URL": url for name, url in urls.items() if url}
    steps = [pytest_step("unit tests on SQLite", *NOT_UNIT, **shared)]
    on_postgres = pytest_step("unit tests on PostgreSQL", *NOT_UNIT, **shared, DATABASE_URL=urls["postgres"] or "")
    steps.append(need(on_postgres, urls["postgres"], "no PostgreSQL 15 or newer", "REQUIRE_SERVICES"))
    if (ROOT / "tests/abuse").is_dir():
        steps.append(pytest_step("abuse", "tests/abuse", **shared))
        same = pytest_step("abuse on PostgreSQL", *STRICTER, **shared, DATABASE_URL=urls["postgres"] or "")
        steps.append(need(same, urls["postgres"], "no PostgreSQL 15 or newer", "REQUIRE_SERVICES"))
    chromium = browser.find(install=True)
    journeys = pytest_step("journeys in a browser", "tests/journeys", CHROMIUM=chromium or "")
    steps.append(need(journeys, chromium, "no Chromium, and none can be had here", "REQUIRE_BROWSER"))
    if (ROOT / "tests/crash").is_dir():
        steps.append(pytest_step("crash", "tests/crash", workers=False, **shared))
    return steps


def everything() -> int:
    """Run all steps; pytest's closing line, which counts every call, comes last."""
    folder = Path(tempfile.mkdtemp(prefix="shouhou-report-"))
    data = folder / "data"
    os.environ["SHOUHOU_REPORT"] = str(folder)
    quiet = static()
    try:
        first = ruff()
        run(first, folder, data)
        beside = threading.Thread(target=lambda: [run(s, folder, data, quietly=True) for s in quiet])
        beside.start()
        with services() as urls:
            steps = plan(urls)
            last = [s for s in steps if not s.skipped and not s.refused][-1]
            for number, step in enumerate(steps):
                step.env |= {"SHOUHOU_REPORT_STEP": "last" if step is last else f"step{number}"}
                if step is last:
                    beside.join()
                    note(folder, [first, *quiet, *(s for s in steps if s is not last)])
                run(step, folder, data)
        done = [first, *quiet, *steps]
        good = all(s.ok or s.skipped for s in done)
        if good and not any(s.skipped for s in done):
            ledger.write(folder)
        return 0 if good else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def note(folder: Path, steps: list[Step]) -> None:
    """Leave for the last pytest call what happened before it."""
    kept = ("name", "ok", "seconds", "skipped", "refused")
    rows = [{name: getattr(s, name) for name in kept} | {"report": s.env.get("SHOUHOU_REPORT_STEP")} for s in steps]
    (folder / "steps").write_text(json.dumps(rows))


def fast() -> int:
    """Lint and the unit tests on SQLite."""
    folder = Path(tempfile.mkdtemp(prefix="shouhou-fast-"))
    try:
        steps = [ruff(), pytest_step("unit tests on SQLite", *NOT_UNIT)]
        for step in steps:
            run(step, folder, folder / "data")
        return 0 if all(s.ok for s in steps) else 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def soak(arguments: list[str]) -> int:
    """The crash tests, all or those given, as long as the figures ask for."""
    with services() as urls:
        shared = {f"TEST_{name.upper()}_URL": url for name, url in urls.items() if url}
        endless = ["-o", "faulthandler_timeout=0"]
        return subprocess.run([*PYTEST, *endless, *(arguments or ["tests/crash"])], cwd=ROOT, env={**SOAK, **os.environ, **shared}).returncode


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped, what was made is removed
    if not arguments:
        return everything()
    if arguments == ["fast"]:
        return fast()
    if arguments[0] == "--soak":
        return soak(arguments[1:])
    if any(part.startswith("tests/journeys") for part in arguments) and not os.environ.get("CHROMIUM"):
        os.environ["CHROMIUM"] = browser.find(install=True) or ""
    return subprocess.run([*PYTEST, *arguments], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
