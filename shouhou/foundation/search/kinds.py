"""The kinds of documents. A document's row id is object id × 16 + code: from a hit to its object no table is asked."""

from __future__ import annotations

from django.utils.translation import gettext as _

ROOM = 16
CODES: dict[str, int] = {}
LABELS: dict[str, str] = {}


def declare(kind: str, code: int, label: str = "") -> None:
    """A room's `searching.py` gives each kind of its documents a code from 0 to 15, for good, and a name (marked for translation)."""
    if not 0 <= code < ROOM or (code in CODES.values() and CODES.get(kind) != code):
        raise ValueError(f"search code {code} of {kind} is taken or out of range")
    CODES[kind] = code
    LABELS[kind] = label or kind


def label_of(kind: str) -> str:
    """What people call a kind of documents."""
    return _(LABELS[kind])


def row_id(kind: str, object_id: int) -> int:
    return object_id * ROOM + CODES[kind]
