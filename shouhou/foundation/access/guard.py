"""The guard that stands on every route."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from shouhou.foundation.access.rights import can

PUBLIC = "public"
SIGNED_IN = "signed-in"
View = Callable[..., HttpResponseBase]


def allow(capability: str, view: View) -> View:
    """Let only those with `capability` through to `view`. PUBLIC lets anyone, SIGNED_IN any signed-in person.

    A visitor is sent to the sign-in page (an htmx request gets 401 and `HX-Redirect`); a signed-in person without the
    capability gets the refusal page.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if capability != PUBLIC:
            if not request.user.is_authenticated:
                return to_sign_in(request)
            if capability != SIGNED_IN and not can(request.user, capability):
                raise PermissionDenied
        return view(request, *args, **kwargs)

    guarded.capability = capability  # type: ignore[attr-defined]
    return guarded


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send a visitor to the sign-in page and back here afterwards (after a form: to the page it stands on)."""
    back = request.get_full_path() if request.method == "GET" else form_page(request)
    if request.headers.get("HX-Request") or request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=401, headers={"HX-Redirect": "/login"})
    return HttpResponseRedirect("/login" + ("?next=" + quote(back, safe="/") if back != "/" else ""))


def form_page(request: HttpRequest) -> str:
    """The page a refused form was sent from: where its draft waits; home when it is not one of ours."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() and came_from.path.startswith("/") else "/"
