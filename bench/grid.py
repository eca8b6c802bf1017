"""The grid against bare SQL, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bench.products import ROOT
from tests.machine import postgres


def child(size: int, folder: Path, url: str) -> None:
    subprocess.run([sys.executable, "-m", "bench.grid_measure", str(size)], cwd=ROOT, check=True,
                   env={**os.environ, "DATA_DIR": str(folder), "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "shouhou.config.settings"})


def run(size: int) -> None:
    """Prints one table. The SQLite file is kept, PostgreSQL is made anew."""
    folder = Path(os.environ.get("BENCH_DATA", str(ROOT / "data"))) / f"bench-grid-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    print(f"| database | {size:,} rows | bare SQL ms | grid ms | ratio |")
    print("|---|---|--:|--:|--:|", flush=True)
    child(size, folder, "")
    try:
        with postgres.running() as url:
            child(size, folder, url)
    except LookupError as why:
        print(f"PostgreSQL: {why}")
