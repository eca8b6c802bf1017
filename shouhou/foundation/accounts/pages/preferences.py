"""Appearance and language, as this person likes them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.next_page import local_path

THEMES = ("auto", "light", "dark")
YEAR = 31536000


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep `theme` (auto, light, dark) and `language` (a code of LANGUAGES) in cookies, and on the person when signed in.

    Answers 204 to a script and leads a form back to `next`; 400 to a value that does not exist.
    """
    theme, language = request.POST.get("theme"), request.POST.get("language")
    if (theme is not None and theme not in THEMES) or (language is not None and language not in dict(settings.LANGUAGES)):
        return HttpResponse(_("没有这个选项。"), status=400, content_type="text/plain; charset=utf-8")
    chosen = {name: value for name, value in (("theme", theme), ("language", language)) if value is not None}
    if chosen and isinstance(request.user, User):
        User.objects.filter(pk=request.user.pk).update(**chosen)
    onward = request.POST.get("next")
    response = HttpResponse(status=204) if onward is None else HttpResponseRedirect(local_path(onward) or "/")
    if theme is not None:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    if language is not None:
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return response
