"""The addresses of lists: conditions that stay, places that change."""

from __future__ import annotations

from django.http import QueryDict


def address(asked: QueryDict, path: str, drop: str = "", **put: str) -> str:
    """This list with its conditions, from the first page unless `put` names another; without the condition `drop`."""
    kept = asked.copy()
    for name in ("after", "before", drop):
        kept.pop(name, None)
    for name, value in put.items():
        kept[name] = value
    query = kept.urlencode()
    return f"{path}?{query}" if query else path
