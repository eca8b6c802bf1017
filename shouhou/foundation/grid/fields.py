"""What the database holds at the end of an ORM path: may it be nothing, how many decimals, is it whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import DecimalField, Field, FloatField, IntegerField, QuerySet


@dataclass(frozen=True, slots=True)
class Found:
    """`field` is None for a value that the rows bring along themselves (an annotation)."""

    field: Field[Any, Any] | None
    can_be_empty: bool

    @property
    def places(self) -> int | None:
        return self.field.decimal_places if isinstance(self.field, DecimalField) else None

    @property
    def is_whole(self) -> bool:
        return isinstance(self.field, IntegerField)

    @property
    def is_float(self) -> bool:
        return isinstance(self.field, FloatField)


def at(rows: QuerySet[Any], path: str) -> Found:
    """What stands at `path` of these rows. Raises `FieldDoesNotExist` for a path that leads nowhere: a slip in a room's `grid.py`."""
    if path in rows.query.annotations:
        output = rows.query.annotations[path].output_field
        return Found(output if isinstance(output, Field) else None, True)
    meta, empty, field = rows.model._meta, False, None
    for part in path.split("__"):
        if meta is None:
            raise FieldDoesNotExist(path)
        field = meta.pk if part == "pk" else meta.get_field(part)
        many = getattr(field, "one_to_many", False) or getattr(field, "many_to_many", False) or (field.one_to_one and field.auto_created)
        empty = empty or bool(many) or bool(getattr(field, "null", True))
        meta = field.related_model._meta if field.related_model else None  # type: ignore[union-attr]
    if field is not None and getattr(field, "related_model", None):
        field = getattr(field, "target_field", field)
    return Found(field, empty)  # type: ignore[arg-type]
