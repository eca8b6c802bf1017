"""Showing where the words stand."""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from shouhou.foundation.search.tokens import LONGEST_QUERY


def highlight(text: str, query: str, *, around: int = 0) -> SafeString:
    """`text` escaped, with the parts of `query` in <mark>. With `around`, only that many characters around the first place."""
    parts = sorted({re.escape(p) for p in query[:LONGEST_QUERY].split()}, key=len, reverse=True)
    if not parts:
        return escape(text[: around * 2] if around else text)
    pattern = re.compile("|".join(parts), re.I)
    if around and (first := pattern.search(text)):
        start = max(0, first.start() - around)
        text = ("…" if start else "") + text[start : first.end() + around] + ("…" if first.end() + around < len(text) else "")
    elif around:
        text = text[: around * 2]
    out, place = [], 0
    for found in pattern.finditer(text):
        out += [escape(text[place : found.start()]), "<mark>", escape(found[0]), "</mark>"]
        place = found.end()
    return mark_safe("".join([*out, escape(text[place:])]))  # noqa: S308 - every part is escaped above
