"""From the embedded database to PostgreSQL: every table copied in one transaction, then counted and compared by content.

Rows travel as the models' values, so what a database keeps in its own way (JSON, times, decimals) arrives in the other's. Indexes
that each database builds in its own way (search, wildcards) are not copied but built anew on the other side.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b, file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from shouhou.foundation.files import blobs
from shouhou.foundation.files.far import Away, Store, store
from shouhou.foundation.files.models import File

CHUNK = 2000
BUILT_ANEW = frozenset(f"search.{name}" for name in ("Document", "Ranked", "Place", "Segment", "Posting", "Dead", "Rule"))
MODULUS = 1 << 256
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sum:
    """What a table holds: how many rows, and a sum over the content of each that does not depend on their order."""

    rows: int
    content: int


def tables() -> list[type[models.Model]]:
    """Every table of the product that is copied, those between two models included."""
    found: dict[str, type[models.Model]] = {}
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.label not in BUILT_ANEW:
            found.setdefault(meta.db_table, model)
    return list(found.values())


def connected(database: dict[str, Any]) -> BaseDatabaseWrapper:
    """A connection to a database that is not the product's own (yet)."""
    return ConnectionHandler({"default": {**database, "OPTIONS": {}}})["default"]


def copy(target: BaseDatabaseWrapper, say: Say) -> dict[str, Sum]:
    """Copy every table into `target`, whose tables are there and hold nobody. Answers what each table of the source holds."""
    every = tables()
    found: dict[str, Sum] = {}
    with target.cursor() as cursor:
        cursor.execute("TRUNCATE " + ", ".join(target.ops.quote_name(model._meta.db_table) for model in every) + " CASCADE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in every:
            fields = model._meta.concrete_fields
            names = ", ".join(target.ops.quote_name(str(field.column)) for field in fields)
            into = f"COPY {target.ops.quote_name(model._meta.db_table)} ({names}) FROM STDIN"
            rows = content = 0
            with cursor.copy(into) as sink:
                for row in read(model, connection):
                    sink.write_row([field.get_db_prep_save(value, target) for field, value in zip(fields, row, strict=True)])
                    rows, content = rows + 1, (content + fingerprint(row)) % MODULUS
                    if rows % 100_000 == 0:
                        say(f"  {model._meta.db_table}：{rows:,} 行……")
            found[model._meta.db_table] = Sum(rows, content)
        for statement in target.ops.sequence_reset_sql(no_style(), every):
            cursor.execute(statement)
    return found


def read(model: type[models.Model], source: BaseDatabaseWrapper) -> Iterator[tuple[Any, ...]]:
    """The rows of a table as Python values, a few at a time."""
    queryset = model._base_manager.order_by().values_list(*(field.attname for field in model._meta.concrete_fields))
    compiler = queryset.query.get_compiler(connection=source)
    sql, params = compiler.as_sql()
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    with source.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while rows := cursor.fetchmany(CHUNK):
            yield from map(tuple, compiler.apply_converters(rows, converters))


def held(target: BaseDatabaseWrapper) -> dict[str, Sum]:
    """What each table of `target` holds."""
    found = {}
    for model in tables():
        rows = content = 0
        for row in read(model, target):
            rows, content = rows + 1, (content + fingerprint(row)) % MODULUS
        found[model._meta.db_table] = Sum(rows, content)
    return found


def fingerprint(row: tuple[Any, ...]) -> int:
    """A number for the content of a row, the same whichever database it was read from."""
    return int.from_bytes(blake2b("\x1f".join(map(said, row)).encode(errors="surrogatepass"), digest_size=32).digest())


def said(value: Any) -> str:
    match value:
        case None:
            return "\x00"
        case bool() | int():
            return str(int(value))
        case datetime():
            return f"{value.timestamp():.6f}"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case str():
            return value
        case bytes() | memoryview():
            return bytes(value).hex()
    return json.dumps(value, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)


def wrong_files() -> list[str]:
    """Attachments whose file is missing or has another content than its row says; with a far store only what is missing there."""
    found = []
    if far := store():
        kept = set(far.names())
        return [f"{token} ({far.name})" for token, digest in File.objects.order_by("id").values_list("token", "sha256") if digest not in kept]
    for token, digest in File.objects.order_by("id").values_list("token", "sha256").iterator():
        try:
            with blobs.path_of(digest).open("rb") as file:
                is_right = file_digest(file, "sha256").hexdigest() == digest
        except OSError:
            is_right = False
        if not is_right:
            found.append(f"{token} ({settings.DATA_DIR})")
    return found


def move_files(far: Store, say: Say) -> tuple[int, int, int, list[str]]:
    """Put every attachment that a row names into the store and read it back. Answers how many went, how many were there, bytes, and what is lost."""
    named = File.objects.order_by("sha256").values_list("sha256", flat=True).distinct()
    kept = set(far.names())
    moved, there, size, lost = 0, 0, 0, []
    with TemporaryDirectory(dir=settings.DATA_DIR / "tmp") as folder:
        for n, digest in enumerate(named.iterator(), 1):
            if digest in kept:
                there += 1
                continue
            place, back = blobs.path_of(digest), Path(folder) / "back"
            try:
                with place.open("rb") as file:
                    is_right = file_digest(file, "sha256").hexdigest() == digest
            except OSError:
                is_right = False
            if not is_right:
                lost.append(digest)
                continue
            far.keep(digest, place)
            if not far.fetch(digest, back):
                raise Away(far.name)
            moved, size = moved + 1, size + place.stat().st_size
            if n % 500 == 0:
                say(f"  {n} 个附件……")
    return moved, there, size, lost
