"""Parts that later rooms put on the pages of earlier ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

Panel = Callable[[HttpRequest, Any], SafeString | None]
_panels: dict[str, list[tuple[int, int, Panel]]] = {}


def add(slot: str, function: Panel, order: int = 100) -> None:
    """Show what `function(request, subject)` gives at `slot`; None shows nothing. The same function is added once."""
    row = _panels.setdefault(slot, [])
    if all(known is not function for _, _, known in row):
        row.append((order, len(row), function))
        row.sort(key=lambda entry: entry[:2])


def html(slot: str, request: HttpRequest, subject: Any) -> SafeString:
    """All panels of a slot, in order. Panels escape what they show: each gives safe HTML."""
    return mark_safe("".join(part for _, _, function in _panels.get(slot, ()) if (part := function(request, subject))))  # noqa: S308
