"""The files of the project as git sees them: what is committed, and what would be."""

from __future__ import annotations

import ast
import subprocess
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be, relative to the root, in order."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:  # an unpacked archive
        found = (p.relative_to(ROOT) for p in ROOT.rglob("*") if p.is_file())
        return tuple(sorted(p for p in found if not set(p.parts) & {".venv", ".tools", "node_modules", "data", "dist", "__pycache__"}))
    return tuple(sorted(Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()))


def of_kind(*suffixes: str, under: str = "") -> list[Path]:
    """The files with these endings below a folder."""
    return [p for p in files() if p.suffix in suffixes and p.as_posix().startswith(under)]


@lru_cache(maxsize=2000)
def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


@lru_cache(maxsize=2000)
def parsed(path: Path) -> ast.Module:
    return ast.parse(text(path), str(path))


def product() -> list[Path]:
    """The Python of the product: without tests and migrations."""
    return [p for p in of_kind(".py", under="shouhou/") if not {"tests", "migrations"} & set(p.parts)]
