"""Making a backup while people work.

The database is taken first, in one step: an attachment's row is only ever written after its file, so every file that the copy
names is there. What was written is read again before the backup gets its name.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from hashlib import file_digest, sha256
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.db import connection

from shouhou import __version__
from shouhou.config import preparing
from shouhou.config.backup.manifest import NAME, POSTGRES, SQLITE, Manifest, applied, flush, sums

LEFT_OUT = {"tmp", "static", "backups", "in-use.lock", "last-backup.json"}
BLOB = re.compile(r"[0-9a-f]{64}\Z")
BLOCK = 1 << 20
Say = Callable[[int, int, str], None]
"""(bytes done, bytes in all, sentence)"""


class Unsound(Exception):
    """The backup was not made, or what was written is not what was to be written; the sentence says why."""


class Sink(Protocol):
    """Where a backup is written to."""

    def add(self, source: Path, name: str, *, may_link: bool) -> tuple[int, str]: ...
    def text(self, name: str, said: str) -> None: ...


class Folder:
    """A backup as a folder. Attachments are linked where the disk is the same, or to those of the backup before."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(mode=0o700)
        self.before = next((one for one in sorted(path.parent.iterdir(), key=lambda p: p.name[-15:], reverse=True) if (one / NAME).is_file()), None)

    def add(self, source: Path, name: str, *, may_link: bool) -> tuple[int, str]:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (may_link and (linked(source, target) or (self.before and linked(self.before / name, target)))):
            with source.open("rb") as given, target.open("wb") as out:
                shutil.copyfileobj(given, out, BLOCK)
                out.flush()
                os.fsync(out.fileno())
        with target.open("rb") as file:
            return target.stat().st_size, file_digest(file, "sha256").hexdigest()

    def text(self, name: str, said: str) -> None:
        with (self.path / name).open("w") as out:
            out.write(said)
            out.flush()
            os.fsync(out.fileno())


class Tar:
    """A backup as one file."""

    def __init__(self, out: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=out, mode="w")  # noqa: SIM115 - closed by text(), which comes last

    def add(self, source: Path, name: str, *, may_link: bool) -> tuple[int, str]:
        with source.open("rb") as file:
            entry = self._tar.gettarinfo(name=str(source), arcname=name, fileobj=file)
            hashing = Hashing(file)
            self._tar.addfile(entry, hashing)  # type: ignore[arg-type]
        return entry.size, hashing.digest.hexdigest()

    def text(self, name: str, said: str) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = len(said.encode()), 0o600
        self._tar.addfile(entry, io.BytesIO(said.encode()))
        self._tar.close()


class Hashing:
    """A file whose content is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.digest = file, sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


def linked(source: Path, target: Path) -> bool:
    """Give the same bytes a second name, where the disk lets us."""
    try:
        os.link(source, target)
    except OSError:
        return False
    return True


def to_folder(target: Path, say: Say) -> Manifest:
    """A backup as a folder named `target`, whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(target.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    sink = Folder(partial)
    try:
        made = fill(sink, partial, say)
        flush([path for path in partial.rglob("*") if path.is_dir()] + [partial])
        os.replace(partial, target)
        flush([target.parent])
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return made


def to_file(target: Path, say: Say) -> Manifest:
    """A backup as one tar file."""
    partial = target.with_name(target.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                made = fill(Tar(out), Path(folder), say)
                out.flush()
                os.fsync(out.fileno())
        os.replace(partial, target)
        flush([target.parent])
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return made


def fill(sink: Sink, scratch: Path, say: Say) -> Manifest:
    """Put everything into the sink, the list last."""
    far = import_module("shouhou.foundation.files.far").store()
    made = Manifest(version=preparing.stamp()[1] or __version__, elsewhere=far.name if far else "")
    say(0, 0, "复制数据库")
    database = scratch / (SQLITE if preparing.is_sqlite() else POSTGRES)
    wanted = dump(database, made)
    made.database = database.name
    if not (isinstance(sink, Folder) and scratch == sink.path):
        made.files[database.name] = list(sink.add(database, database.name, may_link=False))
        database.unlink()
    else:
        with database.open("rb") as file:
            made.files[database.name] = [database.stat().st_size, file_digest(file, "sha256").hexdigest()]
    kept = list(kept_files(settings.DATA_DIR, with_blobs=far is None))
    total, done = sum(path.stat().st_size for path, _name in kept if path.exists()), 0
    say(0, total, f"复制并核对 {len(kept)} 个文件")
    wrong: list[str] = []
    for n, (path, name) in enumerate(kept):
        is_blob = bool(BLOB.match(path.name))
        try:
            size, digest = sink.add(path, name, may_link=is_blob)
        except FileNotFoundError:  # swept meanwhile: no row of the copy names it, or it is missed below
            continue
        if is_blob and digest != path.name:
            wrong.append(name)
        made.files[name] = [size, digest]
        done += size
        if n % 200 == 0:
            say(done, total, f"复制并核对文件 {n + 1}/{len(kept)}")
    held = {Path(name).name for name in made.files} if far is None else set(far.names())
    missing = sorted(wanted - held)
    if wrong or missing:
        raise Unsound(f"{len(missing)} 个附件缺失，{len(wrong)} 个附件内容损坏：{'、'.join([*missing, *wrong][:3])}。请先找回它们。")
    sink.text(NAME, made.text())
    say(total, total, "完成")
    return made


def dump(path: Path, made: Manifest) -> set[str]:
    """A consistent copy of the database at `path`, and what it holds into the list. Answers the attachments that it names."""
    return dump_sqlite(path, made) if preparing.is_sqlite() else dump_postgres(path, made)


def dump_sqlite(path: Path, made: Manifest) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    connected = import_module("shouhou.config.moving").connected({**connection.settings_dict, "NAME": str(path)})
    try:
        with connected.cursor() as cursor:
            state = cursor.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if state != "ok":
                raise Unsound(f"数据库损坏：{state}。请停止服务，用 shouhou restore 恢复以前的备份。")
        return described(connected, made)
    except sqlite3.DatabaseError as error:
        raise Unsound(f"数据库损坏：{error}。请停止服务，用 shouhou restore 恢复以前的备份。") from error
    finally:
        connected.close()


def dump_postgres(path: Path, made: Manifest) -> set[str]:
    if shutil.which("pg_dump") is None:
        raise Unsound("没有找到 pg_dump：请安装 PostgreSQL 客户端，再运行一次。")
    connected = import_module("shouhou.config.moving").connected(connection.settings_dict)
    try:
        with connected.cursor() as cursor:  # one moment for the dump and for the sums
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        command = ["pg_dump", "--format=custom", "--compress=1", "--no-owner", f"--snapshot={snapshot}", "--file", str(path), *postgres_arguments()]
        done = subprocess.run(command, env=postgres_environment(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Unsound(f"pg_dump 没有成功：{done.stderr.strip()[-600:]}")
        found = described(connected, made)
    finally:
        connected.close()
    listed = subprocess.run(["pg_restore", "--list", str(path)], capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        raise Unsound(f"写出的备份读不回来：{listed.stderr.strip()[-600:]}")
    return found


def described(base: Any, made: Manifest) -> set[str]:
    """Tables and migrations of this copy into the list; answers the attachments that it names."""
    made.tables, made.migrations = sums(base), applied(base)
    with base.cursor() as cursor:
        cursor.execute("SELECT DISTINCT sha256 FROM files_file")
        return {row[0] for row in cursor.fetchall()}


def postgres_arguments(name: str = "") -> list[str]:
    database = settings.DATABASES["default"]
    given = {"--host": database["HOST"], "--port": database["PORT"], "--username": database["USER"], "--dbname": name or database["NAME"]}
    return [part for option, value in given.items() if value for part in (option, str(value))]


def postgres_environment() -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": str(settings.DATABASES["default"]["PASSWORD"])}


def kept_files(root: Path, *, with_blobs: bool) -> Iterator[tuple[Path, str]]:
    """What in DATA_DIR is not the database itself, another backup, or made anew by itself."""
    database = Path(str(settings.DATABASES["default"]["NAME"])).name
    for folder, folders, names in os.walk(root):
        inside = Path(folder).relative_to(root)
        if inside == Path():
            folders[:] = [name for name in folders if name not in LEFT_OUT and not name.startswith((".backup-", "restoring-"))
                          and root / name != settings.BACKUP_DIR]
        is_store = inside.parts[:1] == ("files",)
        if is_store and not with_blobs:
            continue
        folders.sort()
        for name in sorted(names):
            if (is_store and not BLOB.match(name)) or (inside == Path() and (name in LEFT_OUT or name.startswith(database) or name.endswith(".part"))):
                continue
            yield root / inside / name, f"data/{inside / name}"


def prune(folder: Path, prefix: str, keep: int) -> list[Path]:
    """Of the backups of this name in a folder, delete all but the newest. Answers those that went."""
    found = sorted((p for p in folder.glob(f"{prefix}-????????-??????") if (p / NAME).is_file()), key=lambda p: p.name, reverse=True)
    for old in found[keep:]:
        shutil.rmtree(old)
    return found[keep:]


