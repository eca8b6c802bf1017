"""Words and conditions as a filter of rows. Paths and lookups come from the declared columns; of what was asked only values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import DecimalField, F, Q, QuerySet, Value
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.timezone import get_default_timezone, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shouhou.foundation.grid.declaring import Column, Grid
from shouhou.foundation.grid.fields import Found, at
from shouhou.foundation.grid.showing import Small, text_of
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.grid.values import parse, plain, refuse
from shouhou.foundation.grid.wildcard import Pattern, Wild, pattern, small, words
from shouhou.foundation.kit.pinyin import sort_key

OPERATORS = {"has": gettext_lazy("包含"), "is": gettext_lazy("等于"), "not": gettext_lazy("不等于"), "lt": gettext_lazy("小于"),
             "le": gettext_lazy("小于或等于"), "gt": gettext_lazy("大于"), "ge": gettext_lazy("大于或等于"), "between": gettext_lazy("介于"),
             "in": gettext_lazy("属于"), "empty": gettext_lazy("为空"), "filled": gettext_lazy("不为空")}
ORDERED = {"lt": ("lt", LessThan), "le": ("lte", LessThanOrEqual), "gt": ("gt", GreaterThan), "ge": ("gte", GreaterThanOrEqual)}
MOST_IN = 100
NONE = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Condition:
    """`join` ("and", "or") ties it to the one before; AND binds tighter. `value` is what was typed, already found readable."""

    join: str
    column: str
    op: str
    value: str = ""

    def __str__(self) -> str:
        return f"{'or~' if self.join == 'or' else ''}{self.column}~{self.op}~{self.value}"


def operators(column: Column) -> tuple[str, ...]:
    """What can be asked of a column of this kind."""
    if column.kind in ("choice", "flag"):
        return ("is", "not", "in", "has", "empty", "filled") if column.kind == "choice" else ("is", "not", "empty", "filled")
    return tuple(OPERATORS)


def check(column: Column, op: str, value: str, user: Any) -> None:
    """Raises `Unreadable` when this cannot be asked of the column."""
    if op not in operators(column):
        raise Unreadable(_("“%(column)s”不能用“%(op)s”来查。") % {"column": column.label, "op": OPERATORS[op]})
    parsed(column, op, value, user)


def parsed(column: Column, op: str, value: str, user: Any) -> tuple[Any, ...]:
    """The values an operator works with."""
    match op:
        case "empty" | "filled":
            plain(value)
            return ()
        case "has":
            return (pattern(plain(value).strip()),)
        case "in":
            parts = value.split("|", MOST_IN + 1)
            if len(parts) > MOST_IN:
                raise Unreadable(_("值太多，最多 %(most)s 个。") % {"most": MOST_IN})
            return tuple(parse(column, part, user) for part in parts)
        case "between":
            first, dots, last = plain(value).partition("..")
            if not dots:
                raise refuse(column, value)
            return parse(column, first, user), parse(column, last, user)
    return (parse(column, value, user),)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filter, and what the index may be asked first: one list of grams for each way in which a row can fit, or None."""

    where: Q
    grams: tuple[tuple[str, ...], ...] | None


def wanted(grid: Grid, rows: QuerySet[Any], user: Any, text: str, conditions: Sequence[Condition]) -> Wanted:
    """What words and conditions ask of these rows. AND binds tighter than OR; the words hold for every way."""
    runs: list[list[Condition]] = [[]]
    for condition in conditions:
        if condition.join == "or" and runs[-1]:
            runs.append([])
        runs[-1].append(condition)
    from_words: list[Q] = []
    grams: tuple[str, ...] = ()
    for word in words(text):
        where, held = in_any(grid, rows, word, user)
        from_words.append(where)
        grams += held
    ways, all_grams = [], []
    for run in runs:
        parts = [one(grid.by_key[c.column], rows, c.op, parsed(grid.by_key[c.column], c.op, c.value, user), user) for c in run]
        ways.append(reduce(and_, [where for where, _held in parts], Q()))
        all_grams.append(sum((held for _where, held in parts), grams))
    # a way without conditions lets every row through: an empty Q must not vanish from an OR
    either = Q() if any(not way for way in ways) else reduce(or_, ways)
    return Wanted(reduce(and_, from_words, either), tuple(all_grams) if all(all_grams) else None)


def in_any(grid: Grid, rows: QuerySet[Any], word: Pattern, user: Any) -> tuple[Q, tuple[str, ...]]:
    """A word in any searched column, and the grams every such row has in the index."""
    found, is_indexed = [], True
    for column in grid.columns:
        if column.searched and column.kind != "flag" and could_show(column, word):
            where, _held = wild(column, rows, word, user)
            if where != NONE:
                found.append(where)
                is_indexed = is_indexed and column.is_held
    return reduce(or_, found, NONE), word.grams() if is_indexed and grid.index else ()


def could_show(column: Column, word: Pattern) -> bool:
    """Numbers and dates are not read for a word they cannot hold."""
    if column.is_text or column.kind == "choice":
        return True
    signs = "0123456789.-" if column.is_number else "0123456789-: "
    return all(c in signs for piece in word.pieces for c in piece)


def one(column: Column, rows: QuerySet[Any], op: str, values: tuple[Any, ...], user: Any, *, grid: Grid | None = None) -> tuple[Q, tuple[str, ...]]:
    """One condition, and the grams the index has of every row that fits it."""
    found = at(rows, column.field)
    held: tuple[str, ...] = ()
    match op:
        case "has":
            return wild(column, rows, values[0], user)
        case "empty":
            where = is_empty(column)
        case "filled":
            where = ~is_empty(column)
        case "is":
            where, held = equal(column, found, values[0])
        case "not":
            where = Q(**{column.field + "__isnull": True}) | ~equal(column, found, values[0])[0]
        case "in":
            where = reduce(or_, [equal(column, found, value)[0] for value in values])
        case "between":
            where = compared(column, found, "ge", values[0]) & compared(column, found, "le", values[1])
        case _:
            where = compared(column, found, op, values[0])
    return where, held


def is_empty(column: Column) -> Q:
    empty = Q(**{column.field + "__isnull": True})
    return empty | Q(**{column.field: ""}) if column.is_text else empty


def wild(column: Column, rows: QuerySet[Any], wanted: Pattern, user: Any) -> tuple[Q, tuple[str, ...]]:
    """A wildcard against what the column shows: a choice by its words."""
    if wanted.is_open:
        return Q(), ()
    if column.kind == "choice":
        assert column.choices is not None
        fit = [value for value, label in column.choices(user) if wanted.finds(str(label))]
        return (Q(**{column.field + "__in": fit}) if fit else NONE), ()
    where = Q(Wild(text_of(column, at(rows, column.field).places), wanted))
    return where, wanted.grams() if column.is_held else ()


def equal(column: Column, found: Found, value: Any) -> tuple[Q, tuple[str, ...]]:
    if column.is_text:
        if not value:
            return Q(**{column.field: ""}) | Q(**{column.field + "__isnull": True}), ()
        same = pattern(value, is_whole=True)
        return Q(Wild(F(column.field), same)), same.grams() if column.is_held else ()
    if column.kind == "moment":
        begins, ends = span(value)
        return Q(**{column.field + "__gte": begins, column.field + "__lt": ends}), ()
    if column.is_number:
        value = Decimal(value)
        return (NONE if found.is_whole and value != value.to_integral_value() else Q(**{column.field: number(found, value)})), ()
    return Q(**{column.field: value}), ()


def compared(column: Column, found: Found, op: str, value: Any) -> Q:
    lookup, expression = ORDERED[op]
    if column.is_text:
        if not column.sort:
            return Q(expression(Small(F(column.field)), Value(small(value))))
        if column.sort == column.field:
            return Q(**{f"{column.sort}__{lookup}": value})
        return Q(**{f"{column.sort}__{lookup}": sort_key(value)})
    if column.kind == "moment":
        begins, ends = span(value)
        lookup, value = {"lt": ("lt", begins), "le": ("lt", ends), "gt": ("gte", ends), "ge": ("gte", begins)}[op]
    elif column.is_number:
        if found.is_whole:
            value = value.to_integral_value(ROUND_FLOOR if op in ("gt", "le") else ROUND_CEILING)
        value = number(found, value)
    return Q(**{f"{column.field}__{lookup}": value})


def span(value: date | datetime) -> tuple[datetime, datetime]:
    """From the beginning of a day or minute to that of the next."""
    if isinstance(value, datetime):
        return value, value + timedelta(seconds=1 if value.second else 60)
    try:
        begins = make_aware(datetime(value.year, value.month, value.day), get_default_timezone())
        return begins, begins + timedelta(days=1)
    except (ValueError, OverflowError):
        raise Unreadable(_("没有这一天。")) from None


def number(found: Found, value: Decimal) -> Any:
    """As the database compares it: a fixed-point column with as many decimals as were typed."""
    if found.is_whole:
        return int(value)
    if found.is_float:
        return float(value)
    return Value(value, output_field=DecimalField(max_digits=60, decimal_places=30))


def along(grid: Grid, rows: QuerySet[Any], groups: Sequence[str], path: Sequence[Any]) -> Q:
    """The rows of one group: each level exactly of its value."""
    where = Q()
    for key, value in zip(groups, path, strict=False):
        column = grid.by_key[key.removeprefix("-")]
        if value is None:
            where &= Q(**{column.field + "__isnull": True})
        elif column.is_text:
            where &= Q(**{column.field: value})
        else:
            where &= equal(column, at(rows, column.field), value)[0]
    return where
