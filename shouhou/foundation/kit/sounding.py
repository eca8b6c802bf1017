"""A column beside a name by which lists are sorted: the pinyin key of `pinyin`, kept by the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connections, models, transaction

from shouhou.foundation.kit.pinyin import sort_key

PART = 2000


class SoundKey(models.CharField):  # type: ignore[type-arg]
    """The sort key of the field `of`, made again by every `save` and `bulk_create`; who saves single fields names both.

    Of long texts the first `within` characters count. Null only until the migration that brought the column has gone through the rows:
    so it is added without a copy of the table.
    """

    def __init__(self, of: str, within: int = 200, **options: Any) -> None:
        self.of, self.within = of, within
        super().__init__(**{"max_length": 400, "editable": False, "null": True, **options})

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        return name, path, args, {"of": self.of, "within": self.within, **options}

    def key_of(self, text: str) -> str:
        return sort_key((text or "")[: self.within])[:400]

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = self.key_of(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, key)
        return key


def fill(room: str, model: str, name: str = "sort_key") -> Callable[[Any, Any], None]:
    """For a migration: keys for the rows that have none, `PART` a transaction, so that it goes on where it was cut off.

    The migration says `atomic = False`; a million rows then hold neither a lock nor memory.
    """
    def through(apps: Any, schema_editor: Any) -> None:
        database = schema_editor.connection.alias
        kind = apps.get_model(room, model)
        field = kind._meta.get_field(name)
        quoted = schema_editor.quote_name
        statement = f"UPDATE {quoted(kind._meta.db_table)} SET {quoted(field.column)} = %s WHERE {quoted(kind._meta.pk.column)} = %s"  # noqa: S608
        rows = kind._base_manager.using(database).filter(**{name: None}).order_by("pk")
        last: Any = None
        while part := list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", field.of)[:PART]):
            last = part[-1][0]
            with transaction.atomic(using=database), connections[database].cursor() as cursor:
                cursor.executemany(statement, [(field.key_of(text), pk) for pk, text in part])
    return through
