"""The rules of the house, each as a small test whose message says what to do instead."""

from __future__ import annotations

import ast
import configparser
import re
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest

from shouhou.config.rooms import ROOMS
from shouhou.foundation.access.checks import every_route_is_guarded
from tests.requirement_report import MARKS
from tests.requirements import ledger
from tests.tree import ROOT, files, of_kind, parsed, product, text

LONGEST = 300
VAGUE = {"utils", "util", "common", "core", "helpers", "helper", "services", "service", "managers", "manager", "misc", "base_utils"}
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error")) + r")\b|lorem i" r"psum")
MACHINE = re.compile("|".join((
    r"/wor" r"k/", r"/roo" r"t/", r"/far" r"m/",
    r"pypi\.or" r"g", r"pythonhoste" r"d", r"registry\.npmj" r"s", r"deb\.debia" r"n",
)))
WORDS = (".py", ".html", ".js", ".mjs", ".ts", ".css", ".md", ".toml", ".in", ".lock", ".json", ".yml", ".yaml", ".txt", ".cfg", "")
BINARY_OK = {".png", ".jpg", ".webp", ".svg", ".ico", ".gif"}
ASSET = re.compile(r"(\.min\.(js|css)|\.bundle\.js|\.wasm|\.woff2?|\.ttf|\.otf|\.eot)$")


def nothing(found: list[str], instead: str) -> None:
    """Fail with what to do instead, and where."""
    if found:
        pytest.fail(instead + "\n  " + "\n  ".join(found[:40]), pytrace=False)


def test_files_are_short() -> None:
    long = [f"{p} has {n} lines" for p in of_kind(".py") if "migrations" not in p.parts and (n := text(p).count("\n")) > LONGEST]
    nothing(long, f"A file over {LONGEST} lines becomes a folder of the same name, with one file for each thing in it:")


def test_names_say_what_is_inside() -> None:
    vague = [str(p) for p in files() if p.parts[0] == "shouhou" and VAGUE & {part.removesuffix(".py") for part in p.parts}]
    nothing(vague, "Name the file after the field's own noun or verb; these names hold anything:")


def test_nothing_is_left_unfinished() -> None:
    left = [f"{p}:{n}: {line.strip()[:90]}" for p in of_kind(".py", ".html", ".js", ".mjs", ".ts", ".css")
            for n, line in enumerate(text(p).splitlines(), 1) if UNFINISHED.search(line)]
    nothing(left, "Finish it, or take it out and file an issue:")


def inner_imports(tree: ast.AST, inside: str = "") -> Iterator[tuple[str, ast.Import | ast.ImportFrom]]:
    """(name of the function, import) for every import that stands inside a function."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and inside:
            yield inside, node
        name = node.name if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else inside
        yield from inner_imports(node, name)


def test_imports_stand_at_the_top() -> None:
    hidden = []
    for path in product():
        if path.as_posix().startswith("shouhou/config/"):
            continue  # the command line starts fast by importing what a command needs when it runs
        for function, node in inner_imports(parsed(path)):
            named = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            is_own = any(n.split(".")[0] == "shouhou" for n in named) or (isinstance(node, ast.ImportFrom) and node.level > 0)
            if is_own and not (path.name == "apps.py" and function == "ready"):
                hidden.append(f"{path}:{node.lineno} in {function}()")
    nothing(hidden, "Import our own rooms at the top of the file. A circle means that something stands on the wrong floor: let the later "
                    "room listen (events.on, ui.panels, ui.menus), or move what both need to the earlier one:")


def test_days_are_written_for_the_browser() -> None:
    lost = [f"{path}:{node.lineno}" for path in product() for node in ast.walk(parsed(path))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "DateInput"
            and not any(k.arg == "format" and isinstance(k.value, ast.Constant) and k.value.value == "%Y-%m-%d" for k in node.keywords)]
    nothing(lost, 'A control of type date stays empty, and saving loses the day, unless it is written as 2026-12-31: give DateInput format="%Y-%m-%d":')


def test_rooms_say_what_they_are() -> None:
    silent = [room for room in ROOMS if not (import_module(room).__doc__ or "").strip()]
    nothing(silent, "Write a docstring in the room's __init__.py: what it is, its nouns, its verbs:")


def test_floors_are_those_of_the_rooms() -> None:
    """.importlinter and rooms.py tell the same order."""
    floors = configparser.ConfigParser()
    floors.read(ROOT / ".importlinter")
    known = {}
    for section in floors.sections():
        container = floors[section].get("containers", "")
        if container.count(".") == 1:
            known[container] = [line.strip(" ()") for line in floors[section]["layers"].splitlines() if line.strip()]
    wrong = []
    for container, layers in known.items():
        rooms = [room.rsplit(".", 1)[1] for room in ROOMS if room.rsplit(".", 1)[0] == container]
        if [layer for layer in reversed(layers) if layer in rooms] != rooms:
            wrong.append(f"{container}: rooms.py has {rooms}, .importlinter has {layers[::-1]}")
    wings = {room.rsplit(".", 1)[0] for room in ROOMS if room.count(".") == 2}
    wrong += [f"{wing} has no contract" for wing in sorted(wings - set(known))]
    nothing(wrong, "Write a new room into shouhou/config/rooms.py and, in the same order (latest first), into .importlinter:")


def test_every_route_names_a_capability() -> None:
    nothing([str(message.msg) for message in every_route_is_guarded(None)],
            'Write path(…, allow("room.verb", view), name=…), with PUBLIC or SIGNED_IN where nobody is kept out:')


def marks() -> Iterator[tuple[Path, str, str]]:
    """(file, kind, argument) of every mark that stands in a test."""
    for path in of_kind(".py"):
        if not path.name.startswith("test_") and path.name != "conftest.py":
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MARKS:
                for argument in node.args:
                    if isinstance(argument, ast.Constant):
                        yield path, node.func.attr, str(argument.value)


def test_marks_name_what_exists() -> None:
    fits: dict[str, Callable[[str], bool]] = {
        "requirement": lambda x: x in ledger.lines(),
        "abuse": lambda x: x.isdigit() and 1 <= int(x) <= ledger.ABUSE_ROWS,
        "durability": lambda x: x[:1] == "D" and x[1:].isdigit() and 1 <= int(x[1:]) <= ledger.DURABILITY_ROWS,
    }
    wrong = [f"{path}: {kind}({argument!r})" for path, kind, argument in marks() if not fits[kind](argument)]
    nothing(wrong, "Use an id of docs/requirements/ids.tsv, an abuse row 1–150, a durability figure D1–D32:")


def test_no_machine_and_no_registry_is_named() -> None:
    named = [f"{p}:{n}: {line.strip()[:100]}" for p in files() if p.suffix in WORDS or p.name.startswith(".")
             for n, line in enumerate(text(p).splitlines(), 1) if MACHINE.search(line)]
    nothing(named, "Paths of a machine and hosts of a package registry stay out of commits; write relative paths, pins without hosts:")


def test_third_party_assets_are_built_not_committed() -> None:
    committed = [str(p) for p in files() if ASSET.search(p.name)]
    committed += [f"{p}: a line of {longest} characters" for p in of_kind(".js", ".mjs", ".css", under="shouhou/")
                  if (longest := max(map(len, text(p).splitlines()), default=0)) > 1000]
    nothing(committed, "Take browser libraries from package.json and let bin/assets.py build them:")


def test_binaries_are_pictures() -> None:
    odd = [str(p) for p in files() if b"\0" in (ROOT / p).read_bytes()[:2000] and p.suffix not in BINARY_OK]
    nothing(odd, "Only pictures may be binary; make other test data in the test:")


def test_tests_are_named_after_a_verb() -> None:
    odd = [str(p) for p in of_kind(".py", under="shouhou/") if "tests" in p.parts and not re.fullmatch(r"test_[a-z0-9_]+\.py|conftest\.py", p.name)
           and re.search(r"^def test_", text(p), re.M)]
    nothing(odd, "Name a test file test_<verb>.py or test_<page>.py:")


def test_rows_come_through_the_person() -> None:
    """A view that forgets the reader is the worst leak this product can have."""
    rows = re.compile(r"\b(Ticket|Agreement|File|Notice|Delivery|Import)\.objects\b")
    asks = re.compile(r"visible_to\(|may_read\(|(owner|user|created_by|by)=request\.user")
    found = []
    for path in product():
        for function in (node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef)):
            said = ast.unparse(function)
            if function.args.args and function.args.args[0].arg == "request" and rows.search(said) and not asks.search(said):
                found.append(f"{path}:{function.lineno} {function.name}()")
    nothing(found, "In a view write Model.objects.visible_to(request.user)…, so that what is not yours answers 404:")
