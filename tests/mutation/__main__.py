"""bin/mutate: plant every small change there is in these files, one at a time, and say which of them no test notices."""

from __future__ import annotations

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.mutation.runner import Mutating

ROOT = Path(__file__).resolve().parents[2]
SETS = ROOT / "docs/security/mutated.tsv"
EQUIVALENT = ROOT / "docs/security/equivalents.tsv"


def table(path: Path, cells: int) -> list[list[str]]:
    """Rows of a table, filled up to this many cells."""
    return [(line.split("\t") + [""] * cells)[:cells] for line in path.read_text(encoding="utf-8").splitlines()[1:] if line.strip()] if path.exists() else []


def files_of(given: str) -> list[Path]:
    """The Python files of a path or of a set of docs/security/mutated.tsv."""
    named = {name: files.split() for name, files, _tests in table(SETS, 3)}
    found: list[Path] = []
    for one in named.get(given.rstrip("/"), [given]):
        path = ROOT / one
        found += [path] if path.is_file() else sorted(path.glob("*.py"))
    return [path.relative_to(ROOT) for path in found if path.name not in {"__init__.py", "apps.py", "menu.py", "capabilities.py"}]


def tests_of(given: str, files: list[Path]) -> list[str]:
    """The room's own quick tests, and those the set names beside."""
    named = {name: tests.split() for name, _files, tests in table(SETS, 3)}
    beside = {str(parent / "tests") for file in files for parent in file.parents if (ROOT / parent / "tests").is_dir() and len(parent.parts) > 2}
    return sorted({*beside, *named.get(given.rstrip("/"), [])})


def one(given: str, minutes: float, out: Path, shard: tuple[int, int]) -> int:
    files = files_of(given)
    if not files:
        print(f"nothing to change in {given}", file=sys.stderr)
        return 2
    equivalent = {row[0]: row[1] for row in table(EQUIVALENT, 2)}
    plugin = Mutating(files, time.monotonic() + minutes * 60, out, equivalent, shard)
    return int(pytest.main(["-q", "-p", "no:randomly", "-p", "no:xdist", *tests_of(given, files)], plugins=[plugin]))


def many(given: str, minutes: float, workers: int, kept: Path | None) -> int:
    """Share the mutants among processes, then tell."""
    with tempfile.TemporaryDirectory() as folder:
        parts = [Path(folder) / f"{n}.jsonl" for n in range(workers)]
        runs = [subprocess.Popen([sys.executable, "-m", "tests.mutation", given, "--minutes", str(minutes), "--part", f"{n}/{workers}", "--out", part],
                                 cwd=ROOT, stdout=None if n == 0 else subprocess.DEVNULL) for n, part in enumerate(parts)]
        codes = [run.wait() for run in runs]
        told = [json.loads(line) for part in parts if part.exists() for line in part.read_text(encoding="utf-8").splitlines()]
    if kept:
        kept.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in told), encoding="utf-8")
    counts = collections.Counter(line["state"] for line in told)
    for line in told:
        if line["state"] in {"survived", "unreached"}:
            print(f"{line['state']}: {line['file']}:{line['line']} {line['what']}: {line['text']}")
    print(f"{given}: {len(told)} mutants, " + ", ".join(f"{count} {state}" for state, count in counts.most_common()))
    if not told or any(code == 2 for code in codes):
        return 2
    return 1 if counts["survived"] or counts["unreached"] or counts["not tried"] else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/mutate", description=__doc__)
    parser.add_argument("what", help="a folder or file of shouhou/, or a set of docs/security/mutated.tsv")
    parser.add_argument("--minutes", type=float, default=10, help="time budget; mutants beyond it are told as not tried (default 10)")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="where to write one line of JSON for each mutant")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        which, _slash, of = given.part.partition("/")
        return one(given.what, given.minutes, given.out, (int(which), int(of)))
    os.chdir(ROOT)
    return many(given.what, given.minutes, given.workers, given.keep)


if __name__ == "__main__":
    sys.exit(main())
