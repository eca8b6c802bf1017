"""Adding up what the calls of one run showed, saying it, and writing docs/requirements.md."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
IDS = ROOT / "docs" / "requirements" / "ids.tsv"
PAGE = ROOT / "docs" / "requirements.md"
SECURITY = ROOT / "docs" / "security"
MANUALS = {
    "HJ": "汇吉云服务平台", "LC": "浪潮ERP云服务", "YY": "用友服务指南", "HX": "华喜 销后服务", "DMS": "汽车DMS 售后维修",
    "QR": "奇瑞服务站", "SB": "三包与保修规则", "KS": "矿山机械售后手册", "OP": "其他企业售后制度", "CK": "自助打印",
    "FJ": "地税对外服务", "ZWY": "账无忧", "X": "贯穿各册",
}
KINDS = {"F": "said by a manual", "I": "implied", "C": "rule to configure", "T": "title only", "N": "not to be built"}
ABUSE_ROWS = 150
DURABILITY_ROWS = 32


@dataclass(frozen=True)
class Line:
    """One requirement line: its id, its kind (see KINDS) and its gist."""

    id: str
    kind: str
    gist: str

    @property
    def manual(self) -> str:
        return self.id.split("-", 1)[0]


@dataclass
class Seen:
    """What passing tests show: for each kind of mark, id → names of the tests, without their parameters."""

    requirement: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    abuse: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    durability: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@lru_cache(maxsize=1)
def lines() -> dict[str, Line]:
    """Every known line by id, in the order of the manuals."""
    rows = (row.split("\t") for row in IDS.read_text(encoding="utf-8").splitlines()[1:] if row)
    return {id_: Line(id_, kind, gist) for id_, kind, gist in rows}


def read(folder: Path) -> Seen:
    """Add up the calls of a run. A test that failed in any of them (on PostgreSQL, say) shows nothing."""
    outcomes = [json.loads(p.read_text()) for p in sorted(folder.glob("*.json"))]
    failed = {bare(name) for outcome in outcomes for name in outcome["failed"]}
    seen = Seen()
    for outcome in outcomes:
        for name, marks in outcome["shows"].items():
            if bare(name) not in failed:
                for kind, shown in marks.items():
                    for one in shown:
                        getattr(seen, kind)[one].add(bare(name))
    return seen


def bare(name: str) -> str:
    """A test's name without its parameters."""
    return name.split("[", 1)[0]


def steps(folder: Path) -> list[dict[str, Any]]:
    """What bin/test did before its last pytest call: name, ok, seconds, skipped, refused, and where a pytest call reported."""
    found: list[dict[str, Any]] = json.loads((folder / "steps").read_text())
    return found


def earlier(folder: Path) -> dict[str, int]:
    """How many tests passed, failed, … in the calls before the last; a step that failed without saying which is one error."""
    total: Counter[str] = Counter()
    for step in steps(folder):
        report = folder / f"{step['report']}.json"
        counts = json.loads(report.read_text())["counts"] if step["report"] and report.exists() else {}
        total.update(counts)
        if step["ok"] is False and not (counts.get("failed") or counts.get("error")):
            total["error"] += 1
    return {kind: number for kind, number in total.items() if number}


def table(folder: Path) -> list[str]:
    """The steps with their times, and what failed in them."""
    out = ["Steps before this one"]
    for step in steps(folder):
        if step["skipped"]:
            out.append(f"  !!! SKIPPED {step['name']}: {step['skipped']}")
        else:
            out.append(f"  {'✓' if step['ok'] else '✗'} {step['name']:28} {step['seconds']:6.1f} s  {step['refused']}".rstrip())
        report = folder / f"{step['report']}.json"
        if step["report"] and report.exists():
            out += [f"      FAILED {name}" for name in json.loads(report.read_text())["failed"]]
    return [*out, ""]


def say(seen: Seen) -> list[str]:
    """The report for the terminal: for each manual how many of its lines a passing test shows."""
    out = ["", "Requirement lines shown by a passing test"]
    to_build = [line for line in lines().values() if line.kind != "N"]
    for manual, title in MANUALS.items():
        own = [line.id for line in to_build if line.manual == manual]
        shown = sum(1 for one in own if seen.requirement.get(one))
        out.append(f"  {manual:4} {shown:3} of {len(own):3}  {title}")
    out.append(f"  all  {sum(1 for x in to_build if seen.requirement.get(x.id)):3} of {len(to_build):3}")
    rows = sorted(map(int, seen.abuse))
    out.append(f"Abuse rows tried: {len(rows)} of {ABUSE_ROWS}" + (f" ({ranges(rows)})" if rows else ""))
    figures = sorted(seen.durability, key=lambda d: int(d[1:]))
    out.append(f"Durability figures shown: {len(figures)} of {DURABILITY_ROWS}" + (f" ({', '.join(figures)})" if figures else ""))
    return [*out, ""]


def ranges(numbers: list[int]) -> str:
    """1, 2, 3, 7 as `1–3, 7`."""
    out: list[list[int]] = []
    for number in numbers:
        if out and number == out[-1][-1] + 1:
            out[-1].append(number)
        else:
            out.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in out)


def page(seen: Seen) -> str:
    """docs/requirements.md: line → tests. The same tests give the same text."""
    out = [
        "# Requirements and the tests that show them", "",
        "Written by `bin/test` when a whole run was green; do not edit. A line is shown when a passing test carries its id.",
        "The lines themselves, in short words, stand in `requirements/ids.tsv`. Kinds: "
        + ", ".join(f"{kind} {meaning}" for kind, meaning in KINDS.items()) + ".", "",
    ]
    for manual, title in MANUALS.items():
        own = [line for line in lines().values() if line.manual == manual]
        to_build = [line for line in own if line.kind != "N"]
        shown = [line for line in to_build if seen.requirement.get(line.id)]
        out += [f"## {manual} {title}: {len(shown)} of {len(to_build)}", ""]
        if shown:
            out += ["| line | kind | what | shown by |", "|---|---|---|---|"]
            out += [f"| {x.id} | {x.kind} | {x.gist} | {'<br>'.join(f'`{t}`' for t in sorted(seen.requirement[x.id]))} |" for x in shown]
            out.append("")
        missing = [x.id for x in to_build if x not in shown]
        if missing:
            out += ["Not shown yet: " + ", ".join(missing) + ".", ""]
    return "\n".join(out)


def proof(seen: Seen) -> str:
    """docs/security/tested.md: abuse row → tests → result, and the same for durability. The same tests give the same text."""
    rows, figures = named(SECURITY / "rows.tsv"), named(SECURITY / "figures.tsv")
    out = ["# Abuse and faults, and the tests that try them", "",
           "Written by `bin/test` when a whole run was green; do not edit. The rows' names stand in `rows.tsv`, the figures' in `figures.tsv`.", "",
           f"Abuse rows tried: {sum(1 for row in rows if seen.abuse.get(row[0]))} of {len(rows)}; "
           f"{sum(1 for row in rows if row[2] and not seen.abuse.get(row[0]))} concern what the product does not have yet.", "",
           "| row | what is tried | result | tests |", "|---|---|---|---|"]
    for row, words, missing in rows:
        tests = sorted(seen.abuse.get(row, ()))
        result = f"held, {len(tests)} test{'s' if len(tests) > 1 else ''}" if tests else f"not built: {missing}" if missing else "**no test yet**"
        out.append(f"| {row} | {words} | {result} | {'<br>'.join(f'`{t}`' for t in tests)} |")
    out += ["", "| figure | what happens | result | tests |", "|---|---|---|---|"]
    for figure, words, *_ in figures:
        tests = sorted(seen.durability.get(figure, ()))
        out.append(f"| {figure} | {words} | {'held' if tests else '**no test yet**'} | {'<br>'.join(f'`{t}`' for t in tests)} |")
    return "\n".join([*out, ""])


def named(path: Path) -> list[list[str]]:
    """The lines of a table of names, without its head."""
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]


def write(folder: Path) -> None:
    """Write docs/requirements.md and docs/security/tested.md from the calls of one run."""
    seen = read(folder)
    PAGE.write_text(page(seen), encoding="utf-8")
    (SECURITY / "tested.md").write_text(proof(seen), encoding="utf-8")
