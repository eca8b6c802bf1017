"""`shouhou restore FILE`: the state of a backup, after every file in it has been checked. Nothing may be running."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from django.conf import settings
from django.db import connection

from shouhou.config import keeping, preparing
from shouhou.config.commands.backup import MANIFEST, POSTGRES, SQLITE, postgres_arguments, postgres_environment


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou restore", description="从备份恢复")
    parser.add_argument("file", type=Path, help="备份文件")
    parser.add_argument("--force", action="store_true", help="替换现有的数据（现有数据移到 DATA_DIR/backups）")
    options = parser.parse_args(arguments)
    if not options.file.is_file():
        sys.exit(f"没有 {options.file} 这个文件。")
    data: Path = settings.DATA_DIR
    data.mkdir(parents=True, exist_ok=True)
    lock = keeping.hold(alone=True)
    if lock is None:
        sys.exit("服务正在运行：请先停止 shouhou serve 和 worker。")
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite and database.exists() and not options.force:
        sys.exit(f"{database} 里已有数据；确定要替换请加 --force。")
    fresh = data / f"restoring-{os.getpid()}"
    try:
        version = unpack(options.file, fresh)
        if is_sqlite:
            _swap_sqlite(fresh, data, database)
        else:
            _load_postgres(fresh)
            _swap_files(fresh, data)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    preparing.begin()
    preparing.prepare()
    lock.close()
    print(f"已恢复 {options.file}（版本 {version}）。")
    return 0


def unpack(file: Path, folder: Path) -> str:
    """Unpack a backup and check every file against its manifest. Answers the version that made it."""
    try:
        with tarfile.open(file) as tar:
            tar.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text())
        for name, expected in manifest["sha256"].items():
            with (folder / name).open("rb") as part:
                if file_digest(part, "sha256").hexdigest() != expected:
                    sys.exit(f"备份损坏：{name} 与清单不符。没有改动任何数据。")
    except (tarfile.TarError, OSError, KeyError, ValueError) as error:
        sys.exit(f"这不是一个完整的备份：{error}。没有改动任何数据。")
    return str(manifest["version"])


def _swap_sqlite(fresh: Path, data: Path, database: Path) -> None:
    source = fresh / SQLITE
    if not source.exists():
        sys.exit("这个备份来自 PostgreSQL，请设置 DATABASE_URL 再恢复。")
    with sqlite3.connect(source) as copy:
        state = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if state != "ok":
        sys.exit(f"备份里的数据库损坏：{state}。没有改动任何数据。")
    if database.exists():
        aside = data / "backups" / f"before-restore-{datetime.now():%Y%m%d-%H%M%S}"
        aside.mkdir(parents=True)
        for end in ("", "-wal", "-shm"):
            path = database.with_name(database.name + end)
            if path.exists():
                os.replace(path, aside / path.name)
        print(f"· 原来的数据库移到了 {aside}")
    _swap_files(fresh, data)
    os.replace(source, database)


def _swap_files(fresh: Path, data: Path) -> None:
    """Put back what stood beside the database. Files of the same name are replaced, others stay."""
    root = fresh / "data"
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file():
            target = data / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)


def _load_postgres(fresh: Path) -> None:
    if not (fresh / POSTGRES).exists():
        sys.exit("这个备份来自 SQLite：请不要设置 DATABASE_URL，再恢复一次。")
    if shutil.which("pg_restore") is None:
        sys.exit("没有找到 pg_restore：请安装 PostgreSQL 客户端，再运行一次。")
    command = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", *postgres_arguments(), str(fresh / POSTGRES)]
    done = subprocess.run(command, env=postgres_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"pg_restore 没有成功：{done.stderr.strip()}")
