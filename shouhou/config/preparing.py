"""Before anything runs: Django is set up, the database has this version's tables, an older one was backed up first.

Which migrations a database has seen is stamped into it, so that a start with nothing to do costs one small read instead
of Django's comparison of every migration.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import django
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction

from shouhou import __version__
from shouhou.config.rooms import ROOMS

UPGRADING = "upgrading.json"
KEPT = 3
"""Databases from before upgrades that stay in DATA_DIR/backups."""
LEAST_SQLITE = (3, 51, 3)
"""Older libraries have the WAL-reset bug, which several writing processes can hit: docs/decisions/0003."""


@dataclass
class Prepared:
    """What was done to the database. `version_before` is empty for a new one."""

    version_before: str = ""
    is_new: bool = False
    applied: list[str] = field(default_factory=list)
    backup: Path | None = None


def begin() -> None:
    """Set Django up; make DATA_DIR. A directory that cannot be written stops the start with a sentence."""
    os.umask(0o077)  # what we keep is about people: only this account reads it
    try:
        for folder in (settings.DATA_DIR, settings.DATA_DIR / "tmp", settings.STATIC_ROOT):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(f"数据目录 {settings.DATA_DIR} 不能写入：{error.strerror}")
    settings.FILE_UPLOAD_TEMP_DIR = str(settings.DATA_DIR / "tmp")  # one disk to watch, and ours alone to read
    sweep(settings.DATA_DIR / "tmp")
    django.setup()


def sweep(folder: Path) -> None:
    """Take away what a process that was killed left of its uploads. What is younger than a day may belong to somebody."""
    for path in folder.iterdir():
        with contextlib.suppress(OSError):
            if path.is_file() and path.stat().st_mtime < time.time() - 86400:
                path.unlink()


def aside(work: Callable[[], object]) -> None:
    """Do `work` in a process of its own where the system can, so that the memory it took is given back; a failure ends this one too."""
    connection.close()
    if not is_sqlite():
        connection.close_pool()  # type: ignore[attr-defined]  # or both would talk over the same wires
    if not hasattr(os, "fork"):
        work()
        return
    sys.stdout.flush()
    child = os.fork()
    if child:
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code:
            sys.exit(code)
        return
    code = 1
    try:
        work()
        connection.close()
        code = 0
    except SystemExit as end:
        print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def leave(code: int) -> None:
    """End the process now. Threads that still hang in a page or a job do not keep it: their work was rolled back or handed back."""
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def is_current() -> bool:
    """Whether the database is this version's already; no database at all is not."""
    try:
        return stamp()[0] == digest()
    except DatabaseError:
        return False


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def has_old_sqlite() -> bool:
    """Whether the embedded database must be kept to one process."""
    return is_sqlite() and connection.Database.sqlite_version_info < LEAST_SQLITE  # type: ignore[attr-defined]


def digest() -> str:
    """A fingerprint of the migration files of all rooms and of Django."""
    found = sha256(django.__version__.encode())
    for room in ROOMS:
        spec = find_spec(room)
        folder = Path(spec.origin).parent / "migrations" if spec and spec.origin else None
        if folder is not None and folder.is_dir():
            for path in sorted(folder.glob("0*.py")):
                found.update(f"{room}/{path.name}".encode())
                found.update(path.read_bytes())
    return found.hexdigest()


def stamp() -> tuple[str, str]:
    """The fingerprint and the version that the database was last brought to; empty ones for a new database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT digest, version FROM shouhou_stamp")
            row = cursor.fetchone()
    except OperationalError as error:
        if "no such table" in str(error):
            return "", ""
        raise
    except DatabaseError:
        return "", ""
    return (row[0], row[1]) if row else ("", "")


def refuse_damaged() -> None:
    """End here, with what to do, when the embedded database is damaged. Only where nobody has it open: what others write looks half done."""
    if not is_sqlite():
        return
    keeping = import_module("shouhou.config.keeping")
    alone = keeping.hold(alone=True)
    if alone is None:
        return
    with alone:
        path = Path(str(settings.DATABASES["default"]["NAME"]))
        wrong = import_module("shouhou.config.sqlite.wholeness").wrong_with(path, connection.Database)  # type: ignore[attr-defined]
    if wrong:
        sys.exit(f"没有启动，也没有改动任何文件：{wrong}（{path}）。\n"
                 f"1. 先把 {path.parent} 整个复制到别处留存。\n"
                 f"2. 恢复最近的备份：shouhou restore {settings.BACKUP_DIR} --force\n"
                 f"3. 没有备份、并且接受丢失最后的内容时：只有日志损坏的，删除 {path.name}-shm 和 {path.name}-wal 再启动；"
                 f"页损坏的，用 sqlite3 的 .recover 导出。")


def prepare(say: bool = True, *, backup: Path | None = None) -> Prepared:
    """Bring the database to this version: back up an existing one (unless `backup` is that already), migrate, stamp. Answers what was done.

    Each migration is one transaction: a process that is killed in the middle leaves a database from which the next start goes on.
    """
    now = digest()
    try:
        seen, version = stamp()
    except DatabaseError as error:
        sys.exit(f"数据库打不开：{error}\n请检查 DATABASE_URL、磁盘和权限；文件损坏时请用 shouhou restore 恢复备份。")
    if seen == now:
        return Prepared(version_before=version)
    done = Prepared(version_before=version)
    tables = connection.introspection.table_names()
    done.is_new = "django_migrations" not in tables
    if not done.is_new:
        done.backup = _begun(now) or _note(now, backup or _back_up(version or "unknown"))
    before = _applied() if not done.is_new else set()
    import_module("django.core.management").call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
    done.applied = sorted(_applied() - before)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS shouhou_stamp (digest varchar(64) NOT NULL, version varchar(20) NOT NULL)")
        cursor.execute("DELETE FROM shouhou_stamp")
        cursor.execute("INSERT INTO shouhou_stamp (digest, version) VALUES (%s, %s)", [now, __version__])
    (settings.DATA_DIR / UPGRADING).unlink(missing_ok=True)
    if say and not done.is_new and done.applied:
        print(f"· 已升级：{version or '早先版本'} → {__version__}，共 {len(done.applied)} 项数据库变更：{'、'.join(done.applied)}")
        if done.backup:
            print(f"· 升级前的备份：{done.backup}")
    return done


def _applied() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return {f"{app}.{name}" for app, name in cursor.fetchall()}


def _begun(to: str) -> Path | None:
    """The backup of an upgrade to this version that was interrupted: what is there now is half upgraded, and no backup to keep."""
    try:
        kept = json.loads((settings.DATA_DIR / UPGRADING).read_text())
        path = Path(kept["backup"])
    except (OSError, ValueError, KeyError):
        return None
    if kept["to"] != to or not path.exists():
        return None
    print("· 上次升级没有做完，现在继续。", flush=True)
    return path


def _note(to: str, backup: Path | None) -> Path | None:
    if backup:
        fresh = settings.DATA_DIR / f"{UPGRADING}.part"
        fresh.write_text(json.dumps({"to": to, "backup": str(backup)}))
        fresh.replace(settings.DATA_DIR / UPGRADING)
    return backup


def _back_up(version: str) -> Path | None:
    """A copy of the embedded database beside it, made in one step. For PostgreSQL `shouhou backup` is the operator's."""
    if not is_sqlite():
        print("· 数据库结构将升级；PostgreSQL 的备份请用 shouhou backup 或您自己的方案。")
        return None
    folder = settings.DATA_DIR / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"before-upgrade-from-{version}-{datetime.now():%Y%m%d-%H%M%S}.sqlite3"
    partial = target.with_suffix(".part")
    partial.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(partial)])
    partial.chmod(0o600)
    partial.replace(target)
    for old in sorted(folder.glob("before-upgrade-from-*.sqlite3"), key=lambda path: path.name[-23:], reverse=True)[KEPT:]:
        old.unlink()
    return target
