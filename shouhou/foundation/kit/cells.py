"""What stands in one cell of a table, as text: taken from others, and written so that no spreadsheet runs it."""

from __future__ import annotations

import json
import re
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")
"""What a cell must not begin with: a spreadsheet would take the rest for a formula or hand it to a program (security row 90)."""
NUMBER = re.compile(r"-\d+(\.\d+)?\Z")
UNSOUND = re.compile("[\x00\ud800-\udfff]")


def sound(text: str) -> str:
    """Without what no database takes: NUL goes, halves of a surrogate pair become the mark for an unreadable character."""
    return UNSOUND.sub(lambda found: "" if found[0] == "\x00" else "\ufffd", text)


def as_text(value: Any) -> str:
    """A JSON or Excel value as the text of a cell; lists are joined, whole numbers lose their .0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list) and not any(isinstance(one, list | dict) for one in value):
        return "、".join(as_text(one) for one in value)
    if isinstance(value, list | dict):
        try:
            return sound(json.dumps(value, ensure_ascii=False))
        except RecursionError:
            return ""
    return sound(str(value))


def safe_cell(text: str) -> str:
    """A cell that is text for every spreadsheet. Negative numbers stay numbers."""
    return "'" + text if text.startswith(FORMULA) and not NUMBER.match(text) else text


def plain_cell(text: str) -> str:
    """What `safe_cell` was given: without the apostrophe that stands before a formula's sign."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA) else text
