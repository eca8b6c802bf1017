"""What happens to a refusal that no page caught."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from shouhou.foundation.access.refused import Refused


class Refusals:
    """Turns an uncaught `Refused` into a page that says the sentence, with its status (409 mostly)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        return render(request, "ui/errors/conflict.html", {"message": exception.message}, status=exception.status)
