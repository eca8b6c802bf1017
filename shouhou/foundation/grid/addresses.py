"""Addresses of lists as they were before lists were grids: other pages and bookmarks have them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpRequest

from shouhou.foundation.grid.asking import column
from shouhou.foundation.grid.declaring import Grid
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.grid.values import parse

Turn = str | Callable[[str], str]
"""The key of the column that the name became, or what makes a condition of the value (empty: none)."""


def take_old_names(request: HttpRequest, grid: Grid, names: Mapping[str, Turn]) -> None:
    """Turn names such as `?state=dead` of this request into conditions of the grid; what says nothing is left out."""
    if not names.keys() & request.GET.keys():
        return
    asked = request.GET.copy()
    for name, turn in names.items():
        value = asked.pop(name, [""])[-1]
        condition = turn(value) if callable(turn) else of_column(request, grid, turn, value)
        if condition:
            asked.appendlist("c", condition)
    request.GET = asked  # type: ignore[assignment]


def of_column(request: HttpRequest, grid: Grid, key: str, value: str) -> str:
    if not value:
        return ""
    try:
        parse(column(grid, key), value, request.user)
    except Unreadable:
        return ""
    return f"{key}~is~{value}"
