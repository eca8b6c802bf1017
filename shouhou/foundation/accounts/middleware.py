"""What every signed-in request obeys."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

FREE = ("/password/", "/logout", "/preferences/", "/terms/", "/static/", "/files/", "/live")
"""What stays open meanwhile: the vendor's logo is a file, and files have policies of their own."""


class SessionRules:
    """Someone who got a password from us chooses an own one before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.session.get("must_change_password") and not request.path.startswith(FREE):
            return HttpResponseRedirect("/password/")
        return self.get_response(request)
