"""Keyset pages: `{"items": […], "next": cursor|null}`, flat at any depth."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db.models import DateTimeField, F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleLessThan
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import ConfigDict

from shouhou.foundation.access import Refused

MOST = 200
LARGEST = 2**63


class Body(Schema):
    """What a POST says. A name that is none of ours is refused, so that a slip of the pen is not taken for consent."""

    model_config = ConfigDict(extra="forbid")


class Page(Schema):
    """One page of a list."""

    items: list[Any]
    next: str | None


def read_cursor(cursor: str, *, is_time: bool) -> tuple[datetime | int, int]:
    """The sort values after which a page begins: (time with its zone or number, id). Refuses what we did not write."""
    try:
        first, last_id = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=="))
        if type(last_id) is int and abs(last_id) < LARGEST:
            if is_time and (moment := datetime.fromisoformat(first)).tzinfo:
                return moment.astimezone(UTC), last_id
            if not is_time and type(first) is int and abs(first) < LARGEST:
                return first, last_id
    except (ValueError, TypeError, OverflowError, RecursionError):
        pass
    raise Refused(cursor=_("这个翻页标记不对。"))


def write_cursor(row: Any, order: str) -> str:
    value = getattr(row, order)
    raw = json.dumps([value.isoformat() if isinstance(value, datetime) else value, row.pk])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def paged(rows: QuerySet[Any], *, show: Callable[[Any], dict[str, Any]], limit: int, cursor: str = "", order: str = "created_at") -> dict[str, Any]:
    """The newest `limit` rows after `cursor`, by (order, id) downward, each shown by `show`."""
    limit = max(1, min(limit, MOST))
    if cursor:
        first, last_id = read_cursor(cursor, is_time=isinstance(rows.model._meta.get_field(order), DateTimeField))
        rows = rows.filter(TupleLessThan(Row(F(order), F("pk")), (first, last_id)))
    found = list(rows.order_by("-" + order, "-pk")[: limit + 1])
    more = len(found) > limit
    return {"items": [show(row) for row in found[:limit]], "next": write_cursor(found[limit - 1], order) if more else None}
