"""Running an import: prepared by a person, done by a job, able to go on after a crash."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.imports.importer import guess, importers
from shouhou.foundation.imports.models import Import, RefusedRow
from shouhou.foundation.jobs import enqueue
from shouhou.foundation.kit import tables
from shouhou.foundation.kit.unreadable import Unreadable

BATCH = 100
ENDINGS = {".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".xlsx", ".xlsm"}


def folder() -> Path:
    """Where the files of running imports lie."""
    place = Path(settings.DATA_DIR) / "imports"
    place.mkdir(parents=True, exist_ok=True)
    return place


def ending(path: Path) -> str:
    """The ending of a table's name, "" when it is none of those that tell us something."""
    return found if (found := path.suffix.lower()) in ENDINGS else ""


def prepare(kind: str, path: Path, *, by: User, name: str = "") -> Import:
    """Look into a file and propose how its columns map. Raises `Refused` for a file that cannot be read as a table."""
    importer = importers()[kind]
    with transaction.atomic():
        made = Import.objects.create(kind=kind, name=(name or path.name)[:200], path="", created_by=by)
        kept = folder() / f"{made.pk}{ending(path) or ending(Path(name))}"
        shutil.copyfile(path, kept)
        try:
            table = tables.read(kept)
        except Unreadable as unreadable:
            kept.unlink()
            raise Refused(file=str(unreadable)) from unreadable
        if not table.columns:
            raise Refused(file=_("文件里没有表头。第一行应当是各列的名称。"))
        made.path, made.columns, made.encoding = str(kept), table.columns, table.encoding or ""
        made.total = sum(1 for _ in table.rows())
        made.mapping = guess(importer.fields, table.columns)
        made.save()
        record("import.prepared", made, by=by, kind=kind, name=made.name)
    return made


def choose(made: Import, mapping: dict[str, str], constants: dict[str, str] | None = None) -> None:
    """Say which column fills which field and which fields have a fixed value. Refuses what does not fit."""
    fields = {f.name: f for f in importers()[made.kind].fields}
    for name, column in mapping.items():
        if name not in fields:
            raise Refused(**{name: _("没有“%(name)s”这个字段。可用：%(fields)s。") % {"name": name, "fields": _("、").join(fields)}})
        if column not in made.columns:
            known = _("、").join(made.columns)[:200]
            raise Refused(**{name: _("文件里没有“%(column)s”这一列。文件的列：%(columns)s。") % {"column": column, "columns": known}})
    constants = {k: v for k, v in (constants or {}).items() if k in fields and v}
    for field in fields.values():
        if field.is_required and field.name not in mapping and field.name not in constants:
            raise Refused(**{field.name: _("请选择哪一列是“%(label)s”。") % {"label": _(field.label)}})
    made.mapping, made.constants = mapping, constants
    made.save(update_fields=["mapping", "constants"])


@transaction.atomic
def start(made: Import, *, by: User) -> Import:
    """Begin in the background. A second call while it runs changes nothing."""
    found = Import.objects.select_for_update().get(pk=made.pk)
    if found.state in (Import.State.PREPARED, Import.State.FAILED):
        choose(found, found.mapping, found.constants)
        found.state, found.problem = Import.State.RUNNING, ""
        found.save(update_fields=["state", "problem"])
        enqueue("imports.run", {"import": found.pk}, dedup=f"import:{found.pk}", by=by)
        record("import.started", found, by=by)
    return found


def run_now(made: Import, progress: Callable[[int, int], None] = lambda done, total: None) -> Import:
    """Deal with the rows that remain, in batches; each batch with its counts is one transaction, each row a savepoint."""
    table = tables.read(Path(made.path))
    importer = importers()[made.kind](by=made.created_by, import_id=made.pk)
    columns = {column: name for name, column in made.mapping.items()}
    rows = islice(table.rows(), made.position, None)
    while batch := list(islice(rows, getattr(importer, "batch", BATCH))):
        with transaction.atomic():
            for outcome in take_batch(made, importer, columns, batch):
                setattr(made, outcome, getattr(made, outcome) + 1)
            made.position += len(batch)
            made.save(update_fields=["position", "added", "changed", "same", "refused"])
        progress(made.position, made.total)
    if hasattr(importer, "finish"):
        importer.finish(progress)
    with transaction.atomic():
        made.state, made.finished_at = Import.State.DONE, timezone.now()
        made.save(update_fields=["state", "finished_at"])
        record("import.finished", made, by=made.created_by, added=made.added, changed=made.changed, refused=made.refused)
    tables.discard(Path(made.path))
    return made


def take_batch(made: Import, importer: Any, columns: dict[str, str], batch: list[tables.Row]) -> list[str]:
    """What became of each row of a batch. An importer with `take_many` gets all readable rows of it at once."""
    if not hasattr(importer, "take_many"):
        return [take_row(made, importer, columns, number, values, problem) for number, values, problem in batch]
    sound = [(number, values) for number, values, problem in batch if not problem]
    mapped = [mapped_row(made, columns, values) for _number, values in sound]
    answers = dict(zip((number for number, _values in sound), importer.take_many(mapped), strict=True))
    found = []
    for number, values, problem in batch:
        answer = answers.get(number)
        if isinstance(answer, str):
            found.append(answer)
        else:
            found.append(refuse_row(made, number, values, problem or reason_of(answer)))
    return found


def mapped_row(made: Import, columns: dict[str, str], values: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The mapped fields with the fixed values under them, and the unmapped columns."""
    row = dict(made.constants)
    row.update({columns[c]: v for c, v in values.items() if c in columns and v.strip()})
    return row, {c: v for c, v in values.items() if c not in columns and v.strip()}


def reason_of(refused: Refused | None) -> str:
    return (_("；").join(refused.fields.values()) or refused.message) if refused else ""


def refuse_row(made: Import, number: int, values: dict[str, str], reason: str) -> str:
    """Keep the row with its reason."""
    RefusedRow.objects.get_or_create(of=made, row=number, defaults={"values": values, "reason": reason[:400]})
    return "refused"


def take_row(made: Import, importer: Any, columns: dict[str, str], number: int, values: dict[str, str], problem: str) -> str:
    """One row: `added`, `changed`, `same`, or `refused` with the reason kept beside the row."""
    row, rest = mapped_row(made, columns, values)
    reason = problem
    if not reason:
        try:
            with transaction.atomic():
                return str(importer.take(row, rest))
        except Refused as refused:
            reason = reason_of(refused)
    return refuse_row(made, number, values, reason)
