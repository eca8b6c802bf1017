"""On an installation without accounts the first page is the set-up."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from shouhou.faces.setup import token
from shouhou.faces.setup.people import has_people

FIRST_PAGES = {"/", "/login", "/workbench/"}


class FirstSteps:
    """Leads to the set-up while the wizard is on and nobody has an account; afterwards it does nothing and asks nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in FIRST_PAGES and not has_people() and token.is_on():
            return HttpResponseRedirect("/setup/")
        return self.get_response(request)
