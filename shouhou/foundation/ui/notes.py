"""Small notes for the next page this browser opens: in a signed cookie, so that leaving one writes nothing to the database.

A note is read once. It is bound to the person it was left for: after somebody else has signed in at the same browser it is nobody's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

COOKIE = "notes"
SECONDS = 600
"""How long a note waits for its page."""
MOST = 3000
"""Characters of all notes; what would not fit into a cookie is dropped, the oldest first."""


class Notes:
    """Middleware: takes what was left into the answer's cookie, and the cookie away when its notes were read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        left: dict[str, Any] | None = getattr(request, "_notes", None)
        if left is None:
            return response
        if left:
            text = _signed(left, request)
            while len(text) > MOST and left:
                left.pop(next(iter(left)))
                text = _signed(left, request)
            response.set_cookie(COOKIE, text, max_age=SECONDS, httponly=True, samesite="Lax", secure=settings.SECURE)
        elif COOKIE in request.COOKIES:
            response.delete_cookie(COOKIE, samesite="Lax")
        return response


def leave(request: HttpRequest, name: str, value: Any) -> None:
    """Leave `value` (JSON) under `name` for the next page."""
    _of(request)[name] = value


def pick_up(request: HttpRequest, name: str, default: Any = None) -> Any:
    """What was left under `name`; afterwards it is gone."""
    if COOKIE not in request.COOKIES and not hasattr(request, "_notes"):
        return default
    return _of(request).pop(name, default)


def _of(request: HttpRequest) -> dict[str, Any]:
    found: dict[str, Any] | None = getattr(request, "_notes", None)
    if found is None:
        try:
            found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_salt(request), max_age=SECONDS)
        except signing.BadSignature:
            found = {}
        request._notes = found = found if isinstance(found, dict) else {}  # type: ignore[attr-defined]
    return found


def _signed(notes: dict[str, Any], request: HttpRequest) -> str:
    return signing.dumps(notes, salt=_salt(request))


def _salt(request: HttpRequest) -> str:
    return f"notes:{getattr(getattr(request, 'user', None), 'pk', None) or ''}"
