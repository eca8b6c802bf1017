"""The kinds of documents. A document's row id is object id × 16 + code: from a hit to its object no table is asked."""

from __future__ import annotations

ROOM = 16
CODES: dict[str, int] = {}


def declare(kind: str, code: int) -> None:
    """A room's `searching.py` gives each kind of its documents a code from 0 to 15, for good."""
    if not 0 <= code < ROOM or (code in CODES.values() and CODES.get(kind) != code):
        raise ValueError(f"search code {code} of {kind} is taken or out of range")
    CODES[kind] = code


def row_id(kind: str, object_id: int) -> int:
    return object_id * ROOM + CODES[kind]
