"""What every signed-in request obeys."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.functional import LazyObject

from shouhou.foundation.accounts import gates, visits

FREE = ("/password/", "/logout", "/preferences/", "/terms/", "/static/", "/files/", "/live")
"""What stays open meanwhile: the vendor's logo is a file, and files have policies of their own."""


class SessionRules:
    """Someone who got a password from us chooses an own one before anything else, and answers what is asked at the gate;
    pages speak the person's own language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")  # wins over the device's cookie and what the browser asks for
        if isinstance(request.user, LazyObject):  # read by now; its wrapping would stand before each of some hundred questions to the user
            request.user = request.user._wrapped  # type: ignore[unreachable]
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
        visits.touch(request)
        if request.session.get("must_change_password") and not request.path.startswith(FREE):
            return HttpResponseRedirect("/password/")
        place = gates.standing(request)
        if place and not request.path.startswith((*FREE, place)):
            return HttpResponseRedirect(place)
        return self.get_response(request)
