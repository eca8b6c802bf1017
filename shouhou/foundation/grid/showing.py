"""A value as people see it, in SQL: what a wildcard is held against, what a day is, what order letters have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.db.models import CharField, DateField, F, Func
from django.utils import timezone

from shouhou.foundation.grid.declaring import Column


def offset() -> str:
    """Hours the house's clock is ahead of UTC, such as +08:00: China has no summer time."""
    text = datetime.now(UTC).astimezone(timezone.get_default_timezone()).strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def zone() -> str:
    return str(timezone.get_default_timezone_name())


class OfColumn(Func):
    """A function that groups need not be made by, only ordered by: its column is grouped by."""

    def get_group_by_cols(self) -> list[Any]:
        return self.source_expressions[0].get_group_by_cols()


class Small(OfColumn):
    """Letters without case, in the order of their code points on every database."""

    function = "LOWER"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template='LOWER((%(expressions)s) COLLATE "C")', **extra)


class Bytes(OfColumn):
    """A text as it is, in the order of its code points."""

    output_field = CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return compiler.compile(self.source_expressions[0])

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template='((%(expressions)s) COLLATE "C")', **extra)


class Day(Func):
    """The day of a moment, by the house's clock."""

    output_field = DateField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"date(%(expressions)s, '{offset()}')", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"((%(expressions)s) AT TIME ZONE '{zone()}')::date", **extra)


class Shown(Func):
    """Numbers with their decimals and without thousands, days and moments as lists show them: as text."""

    output_field = CharField()
    SQLITE = {"number": "CAST(%(expressions)s AS TEXT)", "date": "strftime('%%%%Y-%%%%m-%%%%d', %(expressions)s)",
              "moment": "strftime('%%%%Y-%%%%m-%%%%d %%%%H:%%%%M:%%%%S', %(expressions)s, '{offset}')"}
    POSTGRESQL = {"number": "(%(expressions)s)::text", "date": "to_char(%(expressions)s, 'YYYY-MM-DD')",
                  "moment": "to_char((%(expressions)s) AT TIME ZONE '{zone}', 'YYYY-MM-DD HH24:MI:SS')"}

    def __init__(self, expression: Any, kind: str, places: int | None = None) -> None:
        super().__init__(expression)
        self.kind, self.places = kind, places

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        if self.places is not None:
            number, params = compiler.compile(self.source_expressions[0])
            return f"CASE WHEN {number} IS NOT NULL THEN printf('%%.{self.places}f', {number}) END", [*params, *params]  # printf makes 0.00 of NULL
        return self.as_sql(compiler, connection, template=self.SQLITE[self.kind].replace("{offset}", offset()), **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = self.POSTGRESQL[self.kind].replace("{zone}", zone()) if self.places is None else f"round((%(expressions)s)::numeric, {self.places})::text"
        return self.as_sql(compiler, connection, template=template, **extra)


def text_of(column: Column, places: int | None = None) -> Any:
    """What a wildcard on this column is held against. `places`: decimals of a fixed-point column."""
    if column.is_text:
        return F(column.field)
    kind = "number" if column.is_number else column.kind
    return Shown(F(column.field), kind, places if column.is_number else None)
