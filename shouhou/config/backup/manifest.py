"""The list in a backup: each file with size and hash, each table with its number of rows and a sum over their content."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from django.db.backends.base.base import BaseDatabaseWrapper

from shouhou import __version__

NAME = "manifest.json"
SQLITE, POSTGRES = "database.sqlite3", "database.dump"
FORMAT = 2


@dataclass
class Manifest:
    """What a backup holds. `tables` is empty in those of 0.2.0 and before."""

    version: str = __version__
    made_at: str = field(default_factory=lambda: datetime.now(UTC).isoformat())
    database: str = SQLITE
    migrations: list[str] = field(default_factory=list)
    tables: dict[str, list[Any]] = field(default_factory=dict)
    files: dict[str, list[Any]] = field(default_factory=dict)
    elsewhere: str = ""
    """Where attachments lie that are not in this backup, such as s3://bucket; empty when all are in it."""

    def text(self) -> str:
        return json.dumps({"format": FORMAT, **self.__dict__}, ensure_ascii=False, indent=1)

    @property
    def size(self) -> int:
        return sum(int(size) for size, _digest in self.files.values())


def read(source: IO[bytes]) -> Manifest:
    """A manifest as it was written, those of earlier versions too. Raises KeyError or ValueError for anything else."""
    said = json.loads(source.read())
    if said.get("format", 1) == 1:
        files = {name: [-1, digest] for name, digest in said["sha256"].items()}
        return Manifest(said["version"], said["made_at"], POSTGRES if POSTGRES in files else SQLITE, files=files)
    if said["format"] > FORMAT:
        raise ValueError(f"format {said['format']}")
    return Manifest(**{name: value for name, value in said.items() if name != "format"})


def sums(base: BaseDatabaseWrapper) -> dict[str, list[Any]]:
    """Each table of this database: rows and content, by the same measure on SQLite and PostgreSQL.

    A database of another version has other columns than we know: only its rows are counted.
    """
    from django.db.migrations.loader import MigrationLoader

    from shouhou.config import moving

    if MigrationLoader(None, ignore_no_migrations=True).disk_migrations.keys() <= {tuple(name.split(".", 1)) for name in applied(base)}:
        return {name: [one.rows, f"{one.content:064x}"] for name, one in moving.held(base).items()}
    return counts(base)


def counts(base: BaseDatabaseWrapper) -> dict[str, list[Any]]:
    """Each table of a database of any version, with its number of rows."""
    found = {}
    with base.cursor() as cursor:
        for name in base.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM {base.ops.quote_name(name)}")  # noqa: S608 - a name from the database itself
            found[name] = [int(cursor.fetchone()[0]), ""]
    return found


def applied(base: BaseDatabaseWrapper) -> list[str]:
    """The migrations that this database has seen."""
    with base.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return sorted(f"{app}.{name}" for app, name in cursor.fetchall())


def differing(one: dict[str, list[Any]], other: dict[str, list[Any]]) -> list[str]:
    """Tables that are not the same in both."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def flush(folders: Iterable[Path]) -> None:
    """Names in these folders reach the disk."""
    for folder in folders:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def backups_in(folder: Path) -> Iterator[Path]:
    """Whole backups in a folder, the newest first by the name we give them."""
    if folder.is_dir():
        yield from sorted((p for p in folder.iterdir() if (p / NAME).is_file() and not p.name.endswith(".part")), key=lambda p: p.name[-15:], reverse=True)


def newest(path: Path) -> Path:
    """This backup, or the newest of those in this folder. Says so and ends where there is none."""
    if path.is_file() or (path / NAME).is_file():
        return path
    found = next(backups_in(path), None)
    if found is None:
        sys.exit(f"{path} 里没有备份。")
    return found


def named(folder: Path, what: str) -> Path:
    """The name of a backup that is made now; a second one within the same second waits for the next."""
    while (path := folder / f"{what}-{datetime.now():%Y%m%d-%H%M%S}").exists():
        time.sleep(0.1)
    return path
