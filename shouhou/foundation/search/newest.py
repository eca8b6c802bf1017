"""The newest objects that hold words, read in the order of the index and no further than a page needs.

`matching` narrows a queryset to all that match, which reads every match of a common word. Where a list shows the newest first,
the index can be walked from its end: documents lie in the order of their objects' ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from shouhou.foundation.search.finding import fts5
from shouhou.foundation.search.frequency import held, tsquery
from shouhou.foundation.search.kinds import CODES, ROOM
from shouhou.foundation.search.tokens import of_query

RECENT = 2000
"""Documents that are read one by one before the index is asked, where it cannot stop early …"""
FIRST, ENOUGH = 400, 6
"""… as many at first; the others only when these held the query so often that all may fill a page …"""
SHORT = 2
"""… which on SQLite are words of so few characters with more to come."""


def newest_ids(table: str, kinds: Sequence[str], query: str, *, wheres: Sequence[str], params: Sequence[Any], size: int, beyond: int | None = None,
               is_back: bool = False) -> RawSQL | None:
    """Ids of the newest `size` rows of `table` (alias `t` in `wheres`) of which a document of these kinds holds every part of `query`.

    `beyond` is the id at which the page begins; going `is_back` the ids above it are read upwards. None for a query without
    letters, digits or characters. `table` and `wheres` are SQL written by the caller, never input.
    """
    phrases = of_query(query)
    if not phrases:
        return None
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite:
        words, ask = " AND ".join(fts5(p) for p in phrases), "s.search_index MATCH %s"
        page = Page(table, "search_index", "CROSS JOIN", "s.rowid", kinds, wheres, params, size, beyond, is_back)
    else:
        words, ask = tsquery(phrases), "s.vector @@ %s::tsquery"
        page = Page(table, "search_document", "JOIN", "s.id", kinds, wheres, params, size, beyond, is_back)
    if is_sqlite and not any(p.is_open and len(p.tokens[-1]) <= SHORT for p in phrases):
        return page.ids([ask], [words])
    if is_sqlite:
        ask = f"s.search_index MATCH CASE WHEN {page.is_short} THEN %s ELSE '\"\"' END"  # the search begins with the query, whatever else is asked
    return page.ids_after_recent(ask, words, *held(phrases, vendor=connection.vendor, alias="s"))


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: where its documents lie (`source` with its key, joined by `join`), and what else must be true of a row."""

    table: str
    source: str
    join: str
    key: str
    kinds: Sequence[str]
    wheres: Sequence[str]
    params: Sequence[Any]
    size: int
    beyond: int | None
    is_back: bool

    @property
    def place(self) -> tuple[list[str], list[Any]]:
        """The documents of these kinds on the page's side of where it begins."""
        of_kinds = f"{self.key} %% {ROOM} IN ({','.join(str(CODES[name]) for name in self.kinds)})"
        if self.beyond is None:
            return [of_kinds], []
        if self.is_back:
            return [of_kinds, f"{self.key} >= %s"], [(self.beyond + 1) * ROOM]
        return [of_kinds, f"{self.key} < %s"], [self.beyond * ROOM]

    def order(self, limit: int | str) -> str:
        return f"ORDER BY {self.key} {'ASC' if self.is_back else 'DESC'} LIMIT {limit}"

    @property
    def most(self) -> int:
        return int(self.size) * len(self.kinds)

    @property
    def is_short(self) -> str:
        """Whether the page is not full with what was read without the index (`recent`)."""
        return f"(SELECT count(*) FROM recent) < {self.most}"  # noqa: S608

    def select(self, conditions: Sequence[str]) -> str:
        place, _ = self.place
        return (f"SELECT t.id FROM {self.source} s {self.join} {self.table} t ON t.id = {self.key} / {ROOM} "  # noqa: S608
                f"WHERE {' AND '.join([*conditions, *place, *self.wheres])} {self.order(self.most)}")

    def ids(self, conditions: Sequence[str], values: Sequence[Any]) -> RawSQL:
        """By the index alone: it gives the documents in their order and stops when the page is full."""
        return RawSQL(self.select(conditions), [*values, *self.place[1], *self.params], output_field=BigIntegerField())  # noqa: S611

    def ids_after_recent(self, ask: str, words: str, text: str, values: Sequence[Any]) -> RawSQL:
        """First the `RECENT` next documents are read, which is enough for a common word; only when it is not, the index is asked.

        PostgreSQL's index gives all documents of a word at once, in no order, and takes every phrase for rare. SQLite's gathers
        everything that begins with a character before it gives the first.
        """
        rows = replace(self, source="search_document", key="s.id")
        (of_kinds, *there), from_there = rows.place
        where = f"WHERE {there[0]} " if there else ""

        def held(limit: str) -> str:
            return (f"SELECT t.id FROM (SELECT s.* FROM search_document s {where}{rows.order(limit)}) s {self.join} {self.table} t "  # noqa: S608
                    f"ON t.id = s.id / {ROOM} WHERE {' AND '.join([of_kinds, text, *self.wheres])} {rows.order(self.most)}")

        count = "(SELECT count(*) FROM firstly)"
        then = held(f"CASE WHEN {count} BETWEEN {ENOUGH} AND {self.most - 1} THEN {RECENT - FIRST} ELSE 0 END OFFSET {FIRST}")
        every = self.select([self.is_short, ask])
        return RawSQL(  # noqa: S611
            f"WITH firstly AS MATERIALIZED ({held(str(FIRST))}), then_more AS MATERIALIZED ({then}), "  # noqa: S608
            "recent AS (SELECT id FROM firstly UNION ALL SELECT id FROM then_more) "
            f"SELECT id FROM recent UNION ALL SELECT id FROM ({every}) e",
            [*[*from_there, *values, *self.params] * 2, words, *from_there, *self.params], output_field=BigIntegerField())
