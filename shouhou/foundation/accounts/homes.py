"""Which page is a person's home: the customers' `/`, or what a room above this one says."""

from __future__ import annotations

from collections.abc import Callable

from shouhou.foundation.accounts.models import User

_deciders: list[Callable[[User], str | None]] = []


def decided_by(function: Callable[[User], str | None]) -> Callable[[User], str | None]:
    """Ask `function` for the home of a person; the first that gives a path decides."""
    _deciders.append(function)
    return function


def home_of(user: User) -> str:
    """The path of this person's first page."""
    return next((home for decide in _deciders if (home := decide(user))), "/")
