"""Pages of a list by keyset: flat at any depth, forward and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.http import QueryDict
from django.utils.translation import gettext as _

from shouhou.support.tickets.addresses import address

CURSOR = re.compile(r"(\d{1,16})-(\d{1,18})\Z")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows with the addresses of its neighbours ("" at an end)."""

    rows: list[Any]
    previous_url: str
    next_url: str
    count_text: str = ""


def mark(row: Any) -> str:
    """Where a row stands: microseconds since 1970 and its id."""
    return f"{(row.created_at - EPOCH) // TICK}-{row.pk}"


def place(text: str) -> tuple[datetime, int] | None:
    """The place a mark names; None for what we did not write."""
    found = CURSOR.match(text)
    return (EPOCH + int(found[1]) * TICK, int(found[2])) if found else None


def turned(rows: QuerySet[Any], asked: QueryDict, path: str, *, size: int) -> Page:
    """The page that `asked` names by `after` or `before`: newest first by (created_at, id), `size` rows, one statement.

    Neighbours keep every other condition of the address. A mark we did not write gives the first page.
    """
    key = Row(F("created_at"), F("pk"))
    after, before = place(asked.get("after", "")), place(asked.get("before", ""))
    if before:
        found = list(rows.filter(TupleGreaterThan(key, before)).order_by("created_at", "pk")[: size + 1])
        more = len(found) > size
        shown = found[:size][::-1]
        newer, older = more, True
    else:
        if after:
            rows = rows.filter(TupleLessThan(key, after))
        found = list(rows.order_by("-created_at", "-pk")[: size + 1])
        shown = found[:size]
        newer, older = after is not None, len(found) > size
    if not shown and (after or before):
        return Page([], address(asked, path), "")
    return Page(shown, address(asked, path, before=mark(shown[0])) if newer and shown else "",
                address(asked, path, after=mark(shown[-1])) if older and shown else "",
                _("本页 %d 条") % len(shown) if newer or older else "")
