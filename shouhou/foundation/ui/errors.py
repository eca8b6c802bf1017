"""The pages for what went wrong. They ask nothing of the database, and 404 says the same whatever was asked for."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from shouhou.foundation.ui.context import THEMES


@lru_cache(maxsize=64)
def _page(name: str, theme: str, language: str) -> str:
    return render_to_string(f"ui/errors/{name}.html", {"theme": theme, "language": language})


def _answer(request: HttpRequest, name: str, status: int) -> HttpResponse:
    theme = request.COOKIES.get("theme", "")
    return HttpResponse(_page(name, theme if theme in THEMES else "auto", get_language() or "zh-hans"), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the address or what was sent cannot be understood."""
    return _answer(request, "400", 400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, and not allowed here."""
    return _answer(request, "403", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not yours. The bytes do not depend on the path, so nothing can be learnt from them."""
    return _answer(request, "404", 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return _answer(request, "500", 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is older than the session, or came from another site."""
    return _answer(request, "csrf", 403)
