"""Words one or two slips away from a word that is in the index: `exel` for excel, `slelect` for select."""

from __future__ import annotations

from django.db import connection

SHORTEST = 4
"""Shorter words are not corrected: nearly everything is near them."""
TWO_SLIPS = 7
"""Words so long may have two."""
MOST = 8000
"""Words of the index that are looked at."""


def nearest(word: str) -> tuple[str, int] | None:
    """The nearest word of the index and in how many documents it stands; of equally near ones the most common. None when none is near."""
    if len(word) < SHORTEST or not word.isascii() or not word.isalpha():
        return None
    allowed = 2 if len(word) >= TWO_SLIPS else 1
    best: tuple[int, int, str] | None = None
    for candidate, count in words_like(word, allowed):
        slips = distance(word, candidate, allowed)
        if slips <= allowed and (best is None or (slips, -count, candidate) < best):
            best = (slips, -count, candidate)
    return None if best is None else (best[2], -best[1])


def words_like(word: str, allowed: int) -> list[tuple[str, int]]:
    """Latin words of nearly this length that begin with its first or its second letter."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for start in dict.fromkeys(word[:2]):
            cursor.execute("SELECT term, sum(count) FROM search_posting WHERE term >= %s AND term < %s AND length(term) BETWEEN %s AND %s "
                           "GROUP BY term LIMIT %s", [start, chr(ord(start) + 1), len(word) - allowed, len(word) + allowed, MOST])
            found.update((term, int(count)) for term, count in cursor.fetchall() if term.isascii())
    return list(found.items())


def distance(one: str, other: str, most: int) -> int:
    """Letters put in, left out, changed or swapped with their neighbour; more than `most` when it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
