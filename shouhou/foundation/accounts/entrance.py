"""Guards for the pages of this room.

`access` knows accounts, so accounts cannot ask it: these two say on a route what `allow` says everywhere else, by the
same mark that the start-up check reads.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Anyone may open it."""
    view.capability = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """Anyone who has signed in may open it; a visitor is sent to sign in and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return HttpResponseRedirect("/login?next=" + quote(request.path, safe="/"))
        return view(request, *args, **kwargs)

    guarded.capability = "signed-in"  # type: ignore[attr-defined]
    return guarded
