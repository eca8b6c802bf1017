"""Rows as tuples, column by column: what the database's types need to become Python's is looked up once for each value.

Django converts value by value through the whole chain; for a page of 200 rows with two amounts and two dates that is most of its time.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import DateTimeField, DecimalField, QuerySet


def fetched(rows: QuerySet[Any], paths: list[str], limit: int) -> list[tuple[Any, ...]]:
    """The values at `paths` of the first `limit` rows."""
    asked = rows.values_list(*paths)[:limit]
    if asked.query.annotations:
        return list(asked)  # selected in an order of Django's own
    compiler = asked.query.get_compiler(asked.db)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return []
    connection = connections[asked.db]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    wanted = compiler.get_converters([column[0] for column in compiler.select])
    if not wanted or not found:
        return found
    columns = list(zip(*found, strict=True))
    for place, (converters, expression) in wanted.items():
        columns[place] = converted(columns[place], converters, expression, connection)
    return list(zip(*columns, strict=True))


def counted(rows: QuerySet[Any], most: int) -> int:
    """How many rows there are, up to `most`."""
    some = rows.values("pk")[:most]
    try:
        sql, params = some.query.get_compiler(some.db).as_sql()
    except EmptyResultSet:
        return 0
    with connections[some.db].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({sql}) c", params)  # noqa: S608
        return int(cursor.fetchone()[0])


def converted(values: tuple[Any, ...], converters: list[Any], expression: Any, connection: Any) -> tuple[Any, ...]:
    """One column. SQLite's amounts and moments, of which every row has another, go the shortest way."""
    kind = type(expression.output_field) if connection.vendor == "sqlite" else None
    if kind is DecimalField:
        written = f"{{:.{expression.output_field.decimal_places}f}}".format
        if None in values:
            return tuple([None if value is None else Decimal(written(value)) for value in values])
        return tuple(map(Decimal, map(written, values)))
    if kind is DateTimeField and connection.timezone is UTC and {*map(type, values)} <= {datetime, type(None)}:
        return tuple([value and value.replace(tzinfo=UTC) for value in values])
    try:
        known = dict.fromkeys(values)
    except TypeError:  # a list or a dict
        return tuple([through(value, converters, expression, connection) for value in values])
    for value in known:
        known[value] = through(value, converters, expression, connection)
    return tuple([known[value] for value in values])


def through(value: Any, converters: list[Any], expression: Any, connection: Any) -> Any:
    for convert in converters:
        value = convert(value, expression, connection)
    return value
