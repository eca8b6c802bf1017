"""Common words: read in the rows themselves, from the newest on, instead of in an index that lists every one of them.

An index answers with all documents that hold a word. For a word that stands in every tenth document that is most of the work, and a
reader who may see forty rows waits for a list of a hundred thousand. How common a query is, is estimated from the newest documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connections
from django.db.models import BooleanField, F, Func

from shouhou.foundation.search.kinds import ROOM
from shouhou.foundation.search.tokens import Phrase

SAMPLE, COMMON = 400, 8
"""A query is common when it is found in at least `COMMON` of the newest `SAMPLE` documents of any kind."""


def is_common(phrases: Sequence[Phrase], *, codes: str, using: str) -> bool:
    """Whether so many documents hold these phrases that reading rows is cheaper than reading the index."""
    connection = connections[using]
    text, params = held(phrases, vendor=connection.vendor, alias="s")
    column = "tokens" if connection.vendor == "sqlite" else "vector"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM (SELECT id, {column} FROM search_document ORDER BY id DESC LIMIT {SAMPLE}) s "  # noqa: S608
                       f"WHERE id %% {ROOM} IN ({codes}) AND {text}", params)
        return bool(cursor.fetchone()[0] >= COMMON)


def held(phrases: Sequence[Phrase], *, vendor: str, alias: str) -> tuple[str, list[Any]]:
    """SQL that tells of one document (`alias`) whether it holds every phrase, and its parameters; it uses no index on purpose."""
    if vendor == "sqlite":
        return (" AND ".join([f"instr(' ' || {alias}.tokens || ' ', %s) > 0"] * len(phrases)),
                [" " + " ".join(p.tokens) + ("" if p.is_open else " ") for p in phrases])
    return f"({alias}.vector || ''::tsvector) @@ %s::tsquery", [tsquery(phrases)]


def tsquery(phrases: Sequence[Phrase]) -> str:
    """The phrases, all of them, in PostgreSQL's language. Tokens hold letters, digits and characters only, so nothing needs escaping."""
    return " & ".join(f"({_phrase(p)})" for p in phrases)


def _phrase(phrase: Phrase) -> str:
    parts = [f"'{token}'" for token in phrase.tokens]
    if phrase.is_open:
        parts[-1] += ":*"
    return " <-> ".join(parts)


class Held(Func):
    """True of a row when a document of its object, of one of these kinds, holds every phrase."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, id_field: str | F, phrases: Sequence[Phrase] = (), codes: str = "", **extra: Any) -> None:
        super().__init__(F(id_field) if isinstance(id_field, str) else id_field, **extra)
        self.phrases, self.codes = phrases, codes

    def as_sql(self, compiler: Any, connection: Any, **more: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        column, params = compiler.compile(self.source_expressions[0])
        codes = self.codes.split(",")
        keys = ", ".join(f"{column} * {ROOM} + {code}" for code in codes)
        text, values = held(self.phrases, vendor=connection.vendor, alias="d")
        no_join = "" if connection.vendor == "sqlite" else " OFFSET 0"
        return f"EXISTS (SELECT 1 FROM search_document d WHERE d.id IN ({keys}) AND {text}{no_join})", [*(list(params) * len(codes)), *values]  # noqa: S608
