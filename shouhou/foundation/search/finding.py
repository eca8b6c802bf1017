"""Finding objects by words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections, models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from shouhou.foundation.search.frequency import Held, is_common, tsquery
from shouhou.foundation.search.kinds import CODES, ROOM
from shouhou.foundation.search.tokens import Phrase, of_query


def matching(queryset: QuerySet[Any], kinds: str | Sequence[str], query: str, id_field: str = "pk") -> QuerySet[Any]:
    """Narrow `queryset` to the objects of which a document of these kinds holds every part of `query`.

    Parts are parted by spaces; a part of Chinese characters is found exactly as it stands, a word or number whole or by its beginning.
    A query without letters, digits or characters finds nothing. `id_field` names the field that holds the object's id.
    """
    phrases = of_query(query)
    if not phrases:
        return queryset.none()
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    codes = ",".join(str(CODES[name]) for name in names)
    if is_common(phrases, codes=codes, using=queryset.db):
        return queryset.filter(Held(id_field, phrases, codes))
    if connections[queryset.db].vendor == "sqlite":
        sql = f"SELECT rowid / {ROOM} FROM search_index WHERE search_index MATCH %s AND rowid %% {ROOM} IN ({codes})"  # noqa: S608
        words = " AND ".join(fts5(p) for p in phrases)
    else:
        sql = f"SELECT id / {ROOM} FROM search_document WHERE vector @@ %s::tsquery AND id %% {ROOM} IN ({codes})"  # noqa: S608
        words = tsquery(phrases)
    return queryset.filter(**{f"{id_field}__in": RawSQL(sql, [words], output_field=models.BigIntegerField())})  # noqa: S611


def fts5(phrase: Phrase) -> str:
    """A phrase in FTS5's language. Tokens hold letters, digits and characters only, so nothing needs escaping."""
    return '"' + " ".join(phrase.tokens) + '"' + (" *" if phrase.is_open else "")
