"""The newest objects that hold words, read in the order of the index and no further than a page needs.

`matching` narrows a queryset to all that match, which reads every match of a common word. Where a list shows the newest first,
the index can be walked from its end: documents lie in the order of their objects' ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from shouhou.foundation.search.common import held, tsquery
from shouhou.foundation.search.finding import fts5
from shouhou.foundation.search.kinds import CODES, ROOM
from shouhou.foundation.search.tokens import Phrase, of_query

RECENT = 2000
"""Documents that are read one by one before PostgreSQL's index is asked."""


def newest_ids(table: str, kinds: Sequence[str], query: str, *, wheres: Sequence[str], params: Sequence[Any], size: int, beyond: int | None = None,
               is_back: bool = False) -> RawSQL | None:
    """Ids of the newest `size` rows of `table` (alias `t` in `wheres`) of which a document of these kinds holds every part of `query`.

    `beyond` is the id at which the page begins; going `is_back` the ids above it are read upwards. None for a query without
    letters, digits or characters. `table` and `wheres` are SQL written by the caller, never input.
    """
    phrases = of_query(query)
    if not phrases:
        return None
    codes = ",".join(str(CODES[name]) for name in kinds)
    key = "s.rowid" if connection.vendor == "sqlite" else "s.id"
    place, from_there = [f"{key} %% {ROOM} IN ({codes})"], list[Any]()
    if beyond is not None:
        place.append(f"{key} >= %s" if is_back else f"{key} < %s")
        from_there.append((beyond + 1) * ROOM if is_back else beyond * ROOM)
    order = f"ORDER BY {key} {'ASC' if is_back else 'DESC'} LIMIT"
    most = int(size) * len(kinds)
    if connection.vendor == "sqlite":
        text = (f"SELECT t.id FROM search_index s CROSS JOIN {table} t ON t.id = {key} / {ROOM} "  # noqa: S608
                f"WHERE {' AND '.join(['s.search_index MATCH %s', *place, *wheres])} {order} {most}")
        values = [" AND ".join(fts5(p) for p in phrases), *from_there, *params]
    else:
        text, values = _postgresql(table, phrases, place, from_there, list(wheres), list(params), order, most)
    return RawSQL(text, values, output_field=BigIntegerField())  # noqa: S611 - values are parameters


def _postgresql(table: str, phrases: Sequence[Phrase], place: list[str], from_there: list[Any], wheres: list[str], params: list[Any], order: str,
                most: int) -> tuple[str, list[Any]]:
    """First the `RECENT` next documents are read, which is enough for a common word; only when it is not, the index is asked.

    A GIN index gives all documents of a word at once and in no order, and PostgreSQL takes every phrase for rare.
    """
    text, values = held(phrases, vendor="postgresql", alias="s")
    recent = (f"SELECT t.id FROM (SELECT s.id, s.vector FROM search_document s WHERE {' AND '.join(place)} {order} {RECENT}) s "  # noqa: S608
              f"JOIN {table} t ON t.id = s.id / {ROOM} WHERE {' AND '.join([text, *wheres])} {order} {most}")
    every = (f"SELECT t.id FROM search_document s JOIN {table} t ON t.id = s.id / {ROOM} WHERE (SELECT count(*) FROM recent) < {most} "  # noqa: S608
             f"AND {' AND '.join(['s.vector @@ %s::tsquery', *place, *wheres])} {order} {most}")
    return (f"WITH recent AS MATERIALIZED ({recent}) SELECT id FROM recent UNION ALL ({every})",  # noqa: S608
            [*from_there, *values, *params, tsquery(phrases), *from_there, *params])
