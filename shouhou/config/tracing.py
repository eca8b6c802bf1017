"""A number for every request: taken over from a proxy or made here, answered in X-Request-ID, known to whatever the page does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shouhou.foundation.trace import HEADER, Doing, accepted, during

PLACE = "shouhou.doing"
"""Where the server lays the request's `Doing` in the environment, so that it learns the route's name as well."""
UNMATCHED, STATIC = "unmatched", "static"


class RequestIds:
    """The outermost middleware: also a page that another middleware answers has its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        doing = request.META.get(PLACE)
        if doing is None:
            doing = request.META[PLACE] = Doing(accepted(request.META.get("HTTP_X_REQUEST_ID", "")))
        with during(doing):
            response = self.get_response(request)
        if not doing.name:
            doing.name = STATIC if request.path.startswith(settings.STATIC_URL) else UNMATCHED
        response[HEADER] = doing.id
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """The route is known now: whatever it asks of the database is told under its name."""
        match = request.resolver_match
        request.META[PLACE].name = (match.view_name if match is not None else "") or UNMATCHED
