"""Pages of a list by key, not by number: as quick at the last company as at the first."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and the addresses of those beside it ("" at an end)."""

    rows: list[Any]
    previous_url: str
    next_url: str
    count_text: str = ""


def page_of(request: HttpRequest, queryset: QuerySet[Any], field: str, size: int = SIZE) -> Page:
    """The page of `queryset` that `?after=` or `?before=` asks for, ordered by (`field`, id) upward. A broken mark gives the first page."""
    after, before = (_unmark(request.GET.get(name, ""), queryset, field) for name in ("after", "before"))
    if before:
        value, pk = before
        rows = list(queryset.filter(Q(**{f"{field}__lte": value}) & (Q(**{f"{field}__lt": value}) | Q(pk__lt=pk)))
                    .order_by(f"-{field}", "-pk")[:size + 1])
        has_previous, has_next = len(rows) > size, True
        rows = rows[:size][::-1]
    else:
        if after:
            value, pk = after
            queryset = queryset.filter(Q(**{f"{field}__gte": value}) & (Q(**{f"{field}__gt": value}) | Q(pk__gt=pk)))
        rows = list(queryset.order_by(field, "pk")[:size + 1])
        has_previous, has_next = bool(after), len(rows) > size
        rows = rows[:size]
    return Page(
        rows,
        _address(request, "before", rows[0], field) if has_previous and rows else "",
        _address(request, "after", rows[-1], field) if has_next and rows else "")


def _address(request: HttpRequest, name: str, row: Model, field: str) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    query.pop("before", None)
    value = getattr(row, field)
    query[name] = urlsafe_b64encode(json.dumps([value if isinstance(value, str) else str(value), row.pk]).encode()).decode()
    return f"{request.path}?{query.urlencode()}"


def _unmark(mark: str, queryset: QuerySet[Any], field: str) -> tuple[str, int] | None:
    """The place a mark names; None for one that was not made here."""
    try:
        value, pk = json.loads(urlsafe_b64decode(mark.encode()))
        queryset.filter(**{field: value})
    except (ValueError, TypeError, RecursionError, ValidationError):
        return None
    if not isinstance(value, str) or isinstance(pk, bool) or not isinstance(pk, int) or not 0 <= pk < 2**63 or "\x00" in value:
        return None
    return value, pk
