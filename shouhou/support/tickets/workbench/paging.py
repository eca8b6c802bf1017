"""Pages of a queue by keyset: flat at any depth, forward and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple as Row
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.http import QueryDict
from django.utils.translation import gettext as _

from shouhou.support.tickets.addresses import address
from shouhou.support.tickets.workbench.queues import Place, Tab
from shouhou.support.tickets.workbench.rows import Line

MARK = re.compile(r"(?:(\d{1,16})|(\d{4}-\d\d-\d\d))_(\d{1,18})\Z")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of lines with the addresses of its neighbours ("" at an end)."""

    lines: list[Line]
    previous_url: str
    next_url: str
    count_text: str


def mark(line: Line, tab: Tab) -> str:
    """Where a line stands in the order of its tab."""
    return f"{line.promised_on}_{line.id}" if tab.is_overdue else f"{(line.created_at - EPOCH) // TICK}_{line.id}"


def place(asked: QueryDict, tab: Tab) -> Place | None:
    """The place an address names by `after` or `before`; None for what we did not write."""
    for name in ("before", "after"):
        found = MARK.match(asked.get(name, ""))
        if found and bool(found[2]) == tab.is_overdue:
            try:
                value: datetime | date = date.fromisoformat(found[2]) if found[2] else EPOCH + int(found[1]) * TICK
            except (ValueError, OverflowError):
                continue
            return Place(value, int(found[3]), is_back=name == "before")
    return None


def ordered(rows: QuerySet[Any], tab: Tab, where: Place | None, size: int, *, is_cut: bool, by_id: bool = False) -> QuerySet[Any]:
    """The rows of a page and one more, in the order in which they are read: by time, by promise, or the last filed first (`by_id`).

    `is_cut`: the ids among which they are have begun at the place already.
    """
    if by_id:
        upward = bool(where and where.is_back)
        if where and not is_cut:
            rows = rows.filter(pk__gt=where.id) if upward else rows.filter(pk__lt=where.id)
        return rows.order_by("pk" if upward else "-pk")[: size + 1]
    sort = "promised_on" if tab.is_overdue else "created_at"
    upward = tab.is_overdue != bool(where and where.is_back)
    if where and not is_cut:
        key, value = Row(F(sort), F("pk")), (where.value, where.id)
        rows = rows.filter(TupleGreaterThan(key, value) if upward else TupleLessThan(key, value))
    return rows.order_by(*((sort, "pk") if upward else (f"-{sort}", "-pk")))[: size + 1]


def turned(found: list[Line], tab: Tab, where: Place | None, asked: QueryDict, path: str, size: int) -> Page:
    """The page that `ordered` found, with the addresses of its neighbours."""
    more, shown = len(found) > size, found[:size]
    is_back = bool(where and where.is_back)
    if is_back:
        shown = shown[::-1]
    if not shown:
        return Page([], address(asked, path) if where else "", "", "")
    newer, older = (more, True) if is_back else (where is not None, more)
    return Page(shown, address(asked, path, before=mark(shown[0], tab)) if newer else "",
                address(asked, path, after=mark(shown[-1], tab)) if older else "", _("本页 %d 条") % len(shown))
