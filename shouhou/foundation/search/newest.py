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

from shouhou.foundation.search.finding import fts5, tsquery
from shouhou.foundation.search.kinds import CODES, ROOM
from shouhou.foundation.search.tokens import of_query


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
    if connection.vendor == "sqlite":
        source, key, words = "search_index s CROSS JOIN", "s.rowid", " AND ".join(fts5(p) for p in phrases)
        conditions = ["s.search_index MATCH %s"]
    else:
        source, key, words = "search_document s JOIN", "s.id", " & ".join(f"({tsquery(p)})" for p in phrases)
        conditions = ["s.vector @@ %s::tsquery"]
    values: list[Any] = [words]
    conditions.append(f"{key} %% {ROOM} IN ({codes})")
    if beyond is not None:
        conditions.append(f"{key} >= %s" if is_back else f"{key} < %s")
        values.append((beyond + 1) * ROOM if is_back else beyond * ROOM)
    text = (f"SELECT t.id FROM {source} {table} t ON t.id = {key} / {ROOM} WHERE {' AND '.join([*conditions, *wheres])} "  # noqa: S608
            f"ORDER BY {key} {'ASC' if is_back else 'DESC'} LIMIT {int(size) * len(kinds)}")
    return RawSQL(text, [*values, *params], output_field=BigIntegerField())  # noqa: S611 - values are parameters
