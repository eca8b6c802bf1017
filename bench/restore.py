"""`python -m bench.restore [GB]`: how long a backup and its restoring take, beside copying the same folder with `cp`.

Attachments of 64 KiB to 8 MiB are generated into a demo installation in BENCH_DATA; all of it is deleted afterwards.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def shouhou(*arguments: str, data: Path) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "shouhou", *arguments], cwd=ROOT, check=True, capture_output=True, env={**os.environ, "DATA_DIR": str(data)})
    return time.perf_counter() - began


def fill(data: Path, size: int) -> int:
    """So many bytes of attachments, each with its row; answers how many attachments."""
    chance, block, made, count = random.Random(1), os.urandom(8 << 20), 0, 0
    base = sqlite3.connect(data / "shouhou.sqlite3")
    while made < size:
        content = count.to_bytes(8, "big") + block[: chance.choice((65536, 1 << 20, 8 << 20))]
        digest = sha256(content).hexdigest()
        path = data / "files" / digest[:2] / digest[2:4] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        base.execute("INSERT INTO files_file (token, name, size, kind, mime, sha256, subject, part, audience, draft, created_at) "
                     "VALUES (?, 'x.bin', ?, 'other', 'application/octet-stream', ?, 'bench:1', '', 'internal', '', '2026-01-01')",
                     (f"bench{count:017d}", len(content), digest))
        made, count = made + len(content), count + 1
    base.commit()
    base.close()
    os.sync()
    return count


def copied(source: Path, target: Path) -> float:
    began = time.perf_counter()
    subprocess.run(["cp", "-r", "--reflink=never", str(source), str(target)], check=True)
    os.sync()
    return time.perf_counter() - began


def main(gigabytes: float) -> None:
    folder = Path(os.environ.get("BENCH_DATA", str(ROOT / "data"))) / "bench-restore"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        shouhou("demo", data=folder / "data")
        count = fill(folder / "data", int(gigabytes * (1 << 30)))
        first = shouhou("backup", data=folder / "data")
        second = shouhou("backup", data=folder / "data")
        copy = copied(folder / "data" / "files", folder / "copy")
        shutil.rmtree(folder / "copy")
        restore = shouhou("restore", str(folder / "data" / "backups"), data=folder / "restored")
        os.sync()
        print(f"{gigabytes:g} GB in {count:,} attachments: first backup {first:.1f} s, second {second:.1f} s, copying {copy:.1f} s, "
              f"restoring {restore:.1f} s ({copy / restore:.2f} of the speed of copying)")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5)
