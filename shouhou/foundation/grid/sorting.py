"""The order of rows, and pages by keyset: where a page begins is told by the values of the row before it, never by a count.

Empty values come last, whichever way a column is turned, on every database. A page is asked for in segments: rows equal in the first key
and beyond in the others, then those beyond in the first, then those without it. Each is a range an index can give, so a
page costs the same at any depth, also when keys run in different directions or may be empty.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Field, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.lookups import Exact, GreaterThan, LessThan
from django.utils.translation import gettext as _

from shouhou.foundation.grid.declaring import Column, Grid
from shouhou.foundation.grid.fields import at
from shouhou.foundation.grid.showing import Day, Small
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.grid.wildcard import small

LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the order. `path` is the field below the expression; `field` checks values of marks (None: plain text)."""

    path: str
    expression: Any
    is_down: bool
    can_be_empty: bool
    field: Field[Any, Any] | None

    def value(self, value: Any) -> Any:
        """What the expression makes of a field's value."""
        return small(value) if value is not None and isinstance(self.expression, Small) else value

    def equals(self, value: Any) -> Q:
        return Q(**{self.path + "__isnull": True}) if value is None else Q(Exact(self.expression, value))

    def beyond(self, value: Any, *, is_back: bool) -> Q:
        down = self.is_down != is_back
        return Q((LessThan if down else GreaterThan)(self.expression, value))

    def ordering(self, *, is_back: bool) -> Any:
        down, known = self.is_down != is_back, self.can_be_empty
        ends = {"nulls_first": True} if known and is_back else {"nulls_last": True} if known else {}
        return self.expression.desc(**ends) if down else self.expression.asc(**ends)

    def without_empty(self) -> Key:
        return Key(self.path, self.expression, self.is_down, False, self.field)


def key_of(column: Column, rows: QuerySet[Any], *, is_down: bool, by_day: bool = False) -> Key:
    """`by_day`: moments by their day alone, as groups have them."""
    path = column.sort or column.field
    found = at(rows, path)
    field = found.field
    if column.is_text and not column.sort:
        return Key(path, Small(F(path)), is_down, found.can_be_empty, None)
    if by_day and column.kind == "moment":
        day = Day(F(path))
        return Key(path, day, is_down, found.can_be_empty, day.output_field)
    return Key(path, F(path), is_down, found.can_be_empty, field)


def keys_of(grid: Grid, rows: QuerySet[Any], sort: Sequence[str]) -> list[Key]:
    """The keys of a sort, with the row's own key at their end, which makes the order whole."""
    keys = [key_of(grid.by_key[name.removeprefix("-")], rows, is_down=name.startswith("-")) for name in sort]
    last = keys[-1].is_down if keys else False
    return [*keys, Key("pk", F("pk"), last, False, rows.model._meta.pk)]


def after(keys: Sequence[Key], values: Sequence[Any], *, is_back: bool) -> Q:
    """The rows that come after these values (before them, going back)."""
    if is_even(keys):
        return tuples(keys, values, is_back=is_back)
    first, value = keys[0], values[0]
    further = first.beyond(value, is_back=is_back) if value is not None else Q(pk__in=())
    if first.can_be_empty and (value is not None) != is_back:
        further |= Q(**{first.path + "__isnull": value is not None})
    if len(keys) == 1:
        return further
    return further | first.equals(value) & after(keys[1:], values[1:], is_back=is_back)


def is_even(keys: Sequence[Key]) -> bool:
    """Whether the database's own comparison of rows says it: one direction, nothing empty."""
    return not any(key.can_be_empty for key in keys) and len({key.is_down for key in keys}) == 1


def tuples(keys: Sequence[Key], values: Sequence[Any], *, is_back: bool) -> Q:
    if len(keys) == 1:
        return keys[0].beyond(values[0], is_back=is_back)
    compare = TupleLessThan if keys[0].is_down != is_back else TupleGreaterThan
    return Q(compare(Tuple(*(key.expression for key in keys)), tuple(values)))


def segments(keys: Sequence[Key], values: Sequence[Any] | None, *, is_back: bool) -> Iterator[tuple[Q, list[Any]]]:
    """Filters with their orders, whose results one after another are the rows from the mark on."""
    first, rest = keys[0], keys[1:]
    whole = [first.without_empty(), *rest]
    tail = [key.ordering(is_back=is_back) for key in rest]
    all_keys = [key.ordering(is_back=is_back) for key in whole]
    nothing, something = Q(**{first.path + "__isnull": True}), Q(**{first.path + "__isnull": False})
    if values is None:
        if not first.can_be_empty:
            yield Q(), all_keys
        else:
            both = [(something, all_keys), (nothing, tail)]
            yield from reversed(both) if is_back else both
        return
    value = values[0]
    if value is not None and is_even(whole):
        yield tuples(whole, values, is_back=is_back), all_keys
    else:
        if rest:
            yield first.equals(value) & after(rest, values[1:], is_back=is_back), tail
        if value is not None:
            yield first.beyond(value, is_back=is_back), all_keys
    if first.can_be_empty and value is None and is_back:
        yield something, all_keys
    if first.can_be_empty and value is not None and not is_back:
        yield nothing, tail


def write_mark(values: Sequence[Any]) -> str:
    """The values of a row's keys, as an address has them."""
    plain = [value if value is None or isinstance(value, str | int) else [type(value).__name__, str(value)] for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).decode().rstrip("=")


READ: dict[str, Any] = {"Decimal": Decimal, "float": float, "date": date.fromisoformat, "datetime": datetime.fromisoformat}


def read_mark(keys: Sequence[Key], mark: str) -> list[Any]:
    """The values again. Raises `Unreadable` for what no row of this order could have."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(mark.encode() + b"=="))
        if not isinstance(plain, list) or len(plain) != len(keys):
            raise ValueError
        return [clean(key, READ[value[0]](value[1]) if isinstance(value, list) else value) for key, value in zip(keys, plain, strict=True)]
    except (ValueError, TypeError, KeyError, IndexError, OverflowError, RecursionError, InvalidOperation, ValidationError):
        raise Unreadable(_("这个翻页标记不对。")) from None


def clean(key: Key, value: Any) -> Any:
    """The value, when it is of the key's type and size. Raises `ValueError` or `ValidationError` otherwise."""
    if value is None:
        if key.can_be_empty:
            return None
        raise ValueError
    if (isinstance(value, int) and abs(value) >= LARGEST) or (isinstance(value, float) and value != value):
        raise ValueError
    if isinstance(value, datetime) and value.tzinfo is None:
        raise ValueError
    if isinstance(value, str) and any(c == "\0" or "\ud800" <= c <= "\udfff" for c in value):
        raise ValueError
    if key.field is None:
        if isinstance(value, str):
            return value
        raise ValueError
    found = key.field.to_python(value)
    if isinstance(found, Decimal) and not (found.is_finite() and abs(found) < LARGEST):
        raise ValueError
    if type(found) is not type(value):
        raise ValueError
    return found
