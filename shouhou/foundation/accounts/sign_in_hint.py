"""Whom to ask for a user name: the sentence on the sign-in page. Who knows the vendor provides it."""

from __future__ import annotations

from collections.abc import Callable

_provider: Callable[[], str] | None = None


def provider(function: Callable[[], str]) -> Callable[[], str]:
    """Name who knows the sentence."""
    global _provider
    _provider = function
    return function


def current() -> str:
    """The sentence, or nothing where nobody has said."""
    return _provider() if _provider else ""
