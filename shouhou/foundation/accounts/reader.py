"""Who reads a page that only signed-in people open."""

from __future__ import annotations

from django.http import HttpRequest

from shouhou.foundation.accounts.models import User


def reader(request: HttpRequest) -> User:
    """The person of this request. Only behind a guard that lets no visitor through; raises TypeError where it did."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("a visitor came past the guard")
    return user
