"""`shouhou restore FILE|FOLDER`: the state of a backup, after every file in it has been checked. Nothing may be running."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from datetime import datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from shouhou.config import keeping, preparing
from shouhou.config.backup.manifest import POSTGRES, SQLITE, Manifest, differing, flush, newest, sums
from shouhou.config.backup.reading import scratch, unpack
from shouhou.config.backup.writing import postgres_arguments, postgres_environment


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou restore", description="从备份恢复")
    parser.add_argument("file", type=Path, help="备份：一个 tar 文件、一个备份目录，或放备份的目录（取最新的一份）")
    parser.add_argument("--force", action="store_true", help="替换现有的数据（现有数据库移到 DATA_DIR/backups）")
    options = parser.parse_args(arguments)
    if not options.file.exists():
        sys.exit(f"没有 {options.file} 这个文件。")
    source = newest(options.file.absolute())
    data: Path = settings.DATA_DIR
    preparing.begin()
    lock = keeping.hold(alone=True)
    if lock is None:
        sys.exit("服务正在运行：请先停止 shouhou serve 和 worker。")
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite and database.exists() and not options.force:
        sys.exit(f"{database} 里已有数据；确定要替换请加 --force。")
    if not is_sqlite:
        _ask_postgres(options.force)
    with scratch(data) as fresh:
        made = unpack(source, fresh)
        if is_sqlite:
            _swap_sqlite(fresh, data, database)
        else:
            _load_postgres(fresh)
            _swap_files(fresh, data)
    if not is_sqlite:
        _compare(made)
    preparing.prepare()
    lock.close()
    print(f"已恢复 {source}（版本 {made.version}，{made.made_at[:16]}）：{len(made.files)} 个文件与清单一致。")
    if made.elsewhere:
        print(f"附件在 {made.elsewhere}，不在备份里：请用同样的 S3_* 设置启动。")
    return 0


def _swap_sqlite(fresh: Path, data: Path, database: Path) -> None:
    source = fresh / SQLITE
    if not source.exists():
        sys.exit("这个备份来自 PostgreSQL，请设置 DATABASE_URL 再恢复。")
    sqlite = import_module("sqlite3")
    copy = sqlite.connect(source)
    try:
        state = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite.DatabaseError as error:
        state = str(error)
    finally:
        copy.close()
    if state != "ok":
        sys.exit(f"备份里的数据库损坏：{state}。没有改动任何数据。")
    if any(database.with_name(database.name + end).exists() for end in ("", "-wal", "-shm")):
        aside = data / "backups" / f"before-restore-{datetime.now():%Y%m%d-%H%M%S}"
        aside.mkdir(parents=True, mode=0o700)
        for end in ("-shm", "-wal", ""):
            path = database.with_name(database.name + end)
            if path.exists():
                os.replace(path, aside / path.name)
        print(f"· 原来的数据库移到了 {aside}")
    _swap_files(fresh, data)
    os.replace(source, database)
    flush([database.parent])


def _swap_files(fresh: Path, data: Path) -> None:
    """Put back what stood beside the database. Files of the same name are replaced, others stay."""
    root = fresh / "data"
    touched = {data}
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        if path.is_file():
            target = data / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)
            touched.add(target.parent)
    flush(touched)


def _ask_postgres(force: bool) -> None:
    """Nobody else is in the database, and it is empty or to be replaced."""
    try:
        others = keeping.strangers()
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('accounts_user') IS NOT NULL")
            has_tables = cursor.fetchone()[0]
    except DatabaseError as error:
        sys.exit(f"数据库打不开：{str(error).strip()}")
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    if others:
        sys.exit(f"还有 {others} 个连接在使用这个数据库：请先停止所有 shouhou serve 和 worker。")
    if has_tables and not force:
        sys.exit("数据库里已有数据；确定要替换请加 --force（请先备份：替换以后没有原来的数据）。")


def _load_postgres(fresh: Path) -> None:
    if not (fresh / POSTGRES).exists():
        sys.exit("这个备份来自 SQLite：请不要设置 DATABASE_URL，再恢复一次。")
    if shutil.which("pg_restore") is None:
        sys.exit("没有找到 pg_restore：请安装 PostgreSQL 客户端，再运行一次。")
    command = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", *postgres_arguments(), str(fresh / POSTGRES)]
    done = subprocess.run(command, env=postgres_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"pg_restore 没有成功，数据库保持原样：{done.stderr.strip()[-600:]}")


def _compare(made: Manifest) -> None:
    """Each table holds what the list says. (A SQLite file is compared as a whole.) Only where the tables are this version's."""
    if not made.tables or set(made.migrations) != set(import_module("shouhou.config.backup.manifest").applied(connection)):
        return
    if not preparing.is_current():
        return
    wrong = differing(made.tables, sums(connection))
    if wrong:
        sys.exit(f"恢复后的内容与清单不符：{'、'.join(wrong)}。请不要使用这个数据库，换一份备份再恢复。")
