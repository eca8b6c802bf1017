"""What stands between signing in and the first page: a question that a room above this one has for the person. Programs with a token of
their own never come by here."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from shouhou.foundation.accounts.models import User

GATE = "gate"
_gates: list[Callable[[User], str]] = []


def gate(function: Callable[[User], str]) -> Callable[[User], str]:
    """Ask `function` at every sign-in for the path of a page the person has to answer first; "" when there is none."""
    _gates.append(function)
    return function


def put_up(request: HttpRequest, user: User) -> None:
    """Whatever the person has to answer first is kept in the session."""
    if place := next((found for ask in _gates if (found := ask(user))), ""):
        request.session[GATE] = place


def standing(request: HttpRequest) -> str:
    """The path of the page that has to be answered first; "" when the way is free."""
    return str(request.session.get(GATE, ""))


def open_up(request: HttpRequest) -> None:
    """It was answered."""
    request.session.pop(GATE, None)
