"""Keyset pages: `{"items": […], "next": cursor|null}`, flat at any depth."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleLessThan
from ninja import Schema

from shouhou.foundation.access import Refused

MOST = 200


class Page(Schema):
    """One page of a list."""

    items: list[Any]
    next: str | None


def read_cursor(cursor: str) -> list[Any]:
    """The sort values after which a page begins. Refuses what we did not write."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
        if isinstance(values, list) and len(values) == 2 and isinstance(values[1], int) and abs(values[1]) < 2**63:
            return [datetime.fromisoformat(values[0]) if isinstance(values[0], str) else int(values[0]), values[1]]
    except (ValueError, TypeError, UnicodeError):
        pass
    raise Refused(cursor="这个翻页标记不对。")


def write_cursor(row: Any, order: str) -> str:
    value = getattr(row, order)
    raw = json.dumps([value.isoformat() if isinstance(value, datetime) else value, row.pk])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def paged(rows: QuerySet[Any], *, show: Callable[[Any], dict[str, Any]], limit: int, cursor: str = "", order: str = "created_at") -> dict[str, Any]:
    """The newest `limit` rows after `cursor`, by (order, id) downward, each shown by `show`."""
    limit = max(1, min(limit, MOST))
    if cursor:
        first, last_id = read_cursor(cursor)
        rows = rows.filter(TupleLessThan(Row(F(order), F("pk")), (first, last_id)))
    found = list(rows.order_by("-" + order, "-pk")[: limit + 1])
    more = len(found) > limit
    return {"items": [show(row) for row in found[:limit]], "next": write_cursor(found[limit - 1], order) if more else None}
