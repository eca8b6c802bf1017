"""Statements that every page runs, compiled by the ORM once a process instead of once a request.

Building and compiling a query costs the ORM several times what the database needs for a row by its key. What is prepared here is
an ordinary queryset; only its values change from call to call. PostgreSQL keeps the plans of these statements too (`planning`):
making a plan for ten joined tables takes it longer than carrying it out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, Model, QuerySet, TextField
from django.db.models.fetch_modes import FETCH_ONE
from django.db.models.query import get_related_populators

MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 900_719_925_474_000 + n, str: lambda n: f"\x01{n}\x01", datetime: lambda n: datetime(1871, 1, 1 + n, tzinfo=UTC)}
"""Values no real question holds, to find where in the compiled statement each argument goes."""


def planning() -> Any:
    """A cursor whose statements PostgreSQL plans once a connection; `connection.cursor()` elsewhere.

    For statements of which the best plan does not depend on their values.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    return connection._prepare_cursor(_planning_cursor()(connection.connection))  # type: ignore[attr-defined]


@cache
def _planning_cursor() -> Any:
    from django.db.backends.postgresql.base import ServerBindingCursor  # the driver is not loaded where SQLite is used

    class PlanningCursor(ServerBindingCursor):  # type: ignore[misc]
        def execute(self, query: Any, params: Any = None, **more: Any) -> Any:
            return super().execute(query, params, prepare=True)  # type: ignore[misc]

    return PlanningCursor


def planned(rows: QuerySet[Any]) -> list[tuple[Any, ...]]:
    """The rows of a `values_list` of several columns, by a plan that is kept. The queryset is compiled as usual."""
    compiler = rows.query.get_compiler(connection=connection)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return []
    with planning() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    return list(map(tuple, compiler.apply_converters(found, converters))) if converters and found else found


class Prepared:
    """`by_key = Prepared(lambda pk: User.objects.filter(pk=pk), int)`; `by_key(7)` gives a list as the queryset would.

    Argument types are int, str or datetime. The queryset must be of one shape whatever the values are (no `in` lists, no None),
    and of models or `values_list` of several columns.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], *types: type, maybe: frozenset[int] = frozenset()) -> None:
        """`maybe` are the places of arguments that the statement may do without, such as the reader where the rule lets somebody see all."""
        self._build, self._types, self._maybe = build, types, maybe
        self._ready: _Compiled | None = None

    def __call__(self, *values: Any) -> list[Any]:
        ready = self._ready
        if ready is None or ready.vendor != connection.vendor:
            ready = self._ready = _Compiled(self._build, self._types, self._maybe)
        return ready.run(values)

    def first(self, *values: Any) -> Any:
        """The first row; None without one."""
        found = self(*values)
        return found[0] if found else None


class _Compiled:
    def __init__(self, build: Callable[..., QuerySet[Any]], types: tuple[type, ...], maybe: frozenset[int]) -> None:
        self.vendor = connection.vendor
        marks = [MARKS[kind](n) for n, kind in enumerate(types)]
        self.adapt = [connection.ops.adapt_datetimefield_value if kind is datetime else None for kind in types]
        known = {self._adapted(n, mark): n for n, mark in enumerate(marks)}
        queryset = build(*marks)
        self.compiler = queryset.query.get_compiler(connection=connection)
        self.sql, params = self.compiler.as_sql()
        self.keeps_plan = "JOIN" in self.sql  # one table is planned sooner than a kept plan is called
        self.params = list(params)
        self.places = [(at, known[value]) for at, value in enumerate(params) if isinstance(value, (int, str, datetime)) and value in known]
        self.wraps = {at: type(params[at]) for at, _n in self.places if isinstance(params[at], int) and type(params[at]) is not int}
        if {n for _at, n in self.places} | maybe != set(range(len(types))):
            raise ValueError(f"A value of the statement cannot be found again: {self.sql}")
        self.is_models = not getattr(queryset, "_fields", None) and queryset._iterable_class.__name__ == "ModelIterable"
        select = self.compiler.select
        self.converters = self.compiler.get_converters([column for column, _sql, _alias in select])
        if self.is_models:
            info = self.compiler.klass_info
            self.model, fields = info["model"], info["select_fields"]
            self.begin, self.end = fields[0], fields[-1] + 1
            self.names = [select[at][0].target.attname for at in fields]
            self.related = get_related_populators(info, select, "default", FETCH_ONE)
            self.annotated = list(self.compiler.annotation_col_map.items())

    def _adapted(self, n: int, value: Any) -> Any:
        adapt = self.adapt[n]
        return adapt(value) if adapt else value

    def run(self, values: tuple[Any, ...]) -> list[Any]:
        params = self.params.copy()
        for at, n in self.places:
            value = self._adapted(n, values[n])
            params[at] = self.wraps[at](value) if at in self.wraps else value
        with planning() if self.keeps_plan else connection.cursor() as cursor:
            cursor.execute(self.sql, params)
            rows = cursor.fetchall()
        if self.converters and rows:
            rows = list(self.compiler.apply_converters(rows, self.converters))
        if not self.is_models:
            return [tuple(row) for row in rows]
        made = []
        for row in rows:
            one = self.model.from_db("default", self.names, row[self.begin:self.end], fetch_mode=FETCH_ONE)
            for populate in self.related:
                populate.populate(row, one)
            for name, at in self.annotated:
                setattr(one, name, row[at])
            made.append(one)
        return made


class Insertion[M: Model]:
    """`put = Insertion(Ticket)`; `put(Ticket(...))` inserts a new row as `save()` would and gives it its key.

    For the few tables a busy verb writes. Fields prepare their values themselves (`pre_save`, `get_db_prep_save`); signals are not sent,
    and values are values, never expressions.
    """

    def __init__(self, model: type[M]) -> None:
        self._model = model
        self._ready: tuple[str, list[Any], str] | None = None

    def __call__(self, row: M) -> M:
        ready = self._ready
        if ready is None or ready[0] != connection.vendor:
            ready = self._ready = self._compiled()
        values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in ready[1]]
        with connection.cursor() as cursor:
            cursor.execute(ready[2], values)
            row.pk = cursor.fetchone()[0]
        row._state.adding, row._state.db = False, connection.alias
        return row

    def _compiled(self) -> tuple[str, list[Any], str]:
        meta, quote = self._model._meta, connection.ops.quote_name
        fields = [field for field in meta.local_concrete_fields if field is not meta.pk]
        if meta.parents or any(field.generated or field.has_db_default() for field in fields):
            raise ValueError(f"{self._model.__name__} is more than its row.")
        return connection.vendor, fields, (
            f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(str(field.column)) for field in fields)}) "  # noqa: S608 - no value stands in it
            f"VALUES ({', '.join(['%s'] * len(fields))}) RETURNING {quote(str(meta.pk.column))}")


PLAIN = (CharField, TextField, BooleanField, IntegerField, ForeignKey)
"""Fields that write a str, an int, a bool or nothing just as it is."""
AS_THEY_ARE = {str, int, bool, type(None)}


def insert_many[M: Model](rows: Sequence[M]) -> None:
    """Insert new rows of one model as `bulk_create` would, in half its time; each gets its key. Inside a transaction; signals are not sent.

    Keys are taken first: from the sequence on PostgreSQL, behind the highest on SQLite, where nobody else can write meanwhile.
    """
    if not rows:
        return
    if not connection.in_atomic_block:
        raise RuntimeError("insert_many() outside a transaction: the verb must be @transaction.atomic.")
    meta, quote = rows[0]._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if field is not meta.pk]
    plain = [isinstance(field, PLAIN) and type(field).pre_save is Field.pre_save for field in fields]
    columns = ", ".join(quote(str(field.column)) for field in (meta.pk, *fields))
    table = quote(meta.db_table)
    with connection.cursor() as cursor:
        first = _keys(cursor, meta, len(rows))
        written = []
        for row, key in zip(rows, first, strict=True):
            row._prepare_related_fields_for_save(operation_name="insert_many")  # type: ignore[attr-defined]
            values: list[Any] = [key]
            for field, is_plain in zip(fields, plain, strict=True):
                if is_plain and type(value := getattr(row, field.attname)) in AS_THEY_ARE:
                    values.append(value)
                else:
                    values.append(field.get_db_prep_save(field.pre_save(row, True), connection))
            written.append(values)
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * (len(fields) + 1))})", written)  # noqa: S608 - no value stands in it
        else:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as wire:
                for values in written:
                    wire.write_row(values)
    for row, key in zip(rows, first, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


def _keys(cursor: Any, meta: Any, count: int) -> list[int]:
    if connection.vendor == "sqlite":
        cursor.execute(f"SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0), "  # noqa: S608
                       f"coalesce((SELECT max({meta.pk.column}) FROM {meta.db_table}), 0))", [meta.db_table])
        last = cursor.fetchone()[0]
        return list(range(last + 1, last + 1 + count))
    cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [f'"{meta.db_table}"', meta.pk.column, count])
    return [key for (key,) in cursor.fetchall()]
