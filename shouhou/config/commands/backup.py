"""`shouhou backup FILE`: one tar with the database, the attachments and the secret key, made while the product runs.

SQLite is copied in one step (`VACUUM INTO`), PostgreSQL by `pg_dump`. The database is taken first: an attachment's row is
only ever written after its file, so every file that the copy names is there.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import file_digest
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import connection

from shouhou import __version__
from shouhou.config import preparing

LEFT_OUT = {"tmp", "static", "backups", "in-use.lock", "last-backup.json"}
SQLITE, POSTGRES, MANIFEST = "database.sqlite3", "database.dump", "manifest.json"


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou backup", description="备份")
    parser.add_argument("file", type=Path, help="备份写到哪个文件（.tar）")
    parser.add_argument("--force", action="store_true", help="覆盖已有的文件")
    options = parser.parse_args(arguments)
    target: Path = options.file.absolute()
    if target.exists() and not options.force:
        sys.exit(f"{target} 已经存在；要覆盖请加 --force。")
    if not target.parent.is_dir():
        sys.exit(f"没有 {target.parent} 这个目录。")
    preparing.begin()
    count, size = write(target)
    import_module("shouhou.faces.operations.backups").note(size)
    print(f"已备份到 {target}：{count} 个文件，{size / 1048576:.1f} MB。")
    return 0


def write(target: Path) -> tuple[int, int]:
    """Make the backup at `target`, whole or not at all. Answers the number of files in it and its size in bytes."""
    partial = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        database = dump(Path(folder))
        sums: dict[str, str] = {}
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w") as tar:
            for path, name in [(database, database.name), *kept_files(settings.DATA_DIR)]:
                with path.open("rb") as file:
                    sums[name] = file_digest(file, "sha256").hexdigest()
                tar.add(path, name)
            manifest = json.dumps({"version": __version__, "made_at": datetime.now(UTC).isoformat(), "sha256": sums}, ensure_ascii=False)
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(manifest.encode())
            tar.addfile(entry, io.BytesIO(manifest.encode()))
            tar.close()
            out.flush()
            os.fsync(out.fileno())
    os.replace(partial, target)
    return len(sums), target.stat().st_size


def dump(folder: Path) -> Path:
    """A consistent copy of the database in `folder`."""
    if preparing.is_sqlite():
        path = folder / SQLITE
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        return path
    if shutil.which("pg_dump") is None:
        sys.exit("没有找到 pg_dump：请安装 PostgreSQL 客户端，再运行一次。")
    path = folder / POSTGRES
    command = ["pg_dump", "--format=custom", "--no-owner", "--file", str(path), *postgres_arguments()]
    done = subprocess.run(command, env=postgres_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"pg_dump 没有成功：{done.stderr.strip()}")
    return path


def postgres_arguments() -> list[str]:
    database = settings.DATABASES["default"]
    given = {"--host": database["HOST"], "--port": database["PORT"], "--username": database["USER"], "--dbname": database["NAME"]}
    return [part for name, value in given.items() if value for part in (name, str(value))]


def postgres_environment() -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": str(settings.DATABASES["default"]["PASSWORD"])}


def kept_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Everything in DATA_DIR that is not the database itself, another backup, or made anew by itself."""
    database = Path(str(settings.DATABASES["default"]["NAME"])).name
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if inside.parts[0] in LEFT_OUT or (len(inside.parts) == 1 and inside.name.startswith(database)) or not path.is_file():
            continue
        if inside.parts[0].startswith(".backup-") or path.suffix == ".part":
            continue
        yield path, f"data/{inside}"
