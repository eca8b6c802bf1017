"""Showing where the words stand."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from shouhou.foundation.search.tokens import LONGEST_QUERY, MOST_PHRASES, RUN, fold


def highlight(text: str, query: str, *, around: int = 0) -> SafeString:
    """`text` escaped, with the parts of `query` in <mark>. With `around`, only that many characters around the first place.

    As in the search, width and case do not count, nor which signs stand between two words.
    """
    pattern = _pattern(query)
    if pattern is None:
        return escape(text[: around * 2] if around else text)
    places = _places(pattern, text)
    start, end = 0, len(text)
    if around and places:
        start, end = max(0, places[0][0] - around), min(len(text), places[0][1] + around)
    elif around:
        end = around * 2
    out, place = ["…" if start else ""], start
    for first, last in places:
        if place <= first and last <= end:
            out += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
            place = last
    out += [escape(text[place:end]), "…" if around and places and end < len(text) else ""]
    return mark_safe("".join(out))  # noqa: S308 - every part is escaped above


def _pattern(query: str) -> re.Pattern[str] | None:
    """What a part of the query looks like in a folded text; None for a query without words. The longest is tried first."""
    parts = [RUN.findall(part) for part in fold(query[:LONGEST_QUERY]).split()[:MOST_PHRASES]]
    found = sorted({r"[\W_]{0,3}".join(map(re.escape, runs)) for runs in parts if runs}, key=len, reverse=True)
    return re.compile("|".join(found)) if found else None


def _places(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Where it stands in `text`, which is folded character by character: one may become several."""
    folded: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        one = fold(character)
        folded.append(one)
        origin += [place] * len(one)
    return [(origin[found.start()], origin[found.end() - 1] + 1) for found in pattern.finditer("".join(folded)) if found.end() > found.start()]
