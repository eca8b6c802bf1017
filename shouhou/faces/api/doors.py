"""The one door of /api/v1/: everything behind it is guarded by token, operation by operation."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import Resolver404, URLResolver, path
from django.urls.resolvers import RegexPattern
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from shouhou.foundation.access import PUBLIC, allow


@cache
def operations() -> URLResolver:
    """The addresses of the API; built on first use."""
    return URLResolver(RegexPattern(r"^/api/v1/"), import_module("shouhou.faces.api.v1").urls)


@csrf_exempt
def door(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """Find the operation and let it answer; tokens are checked there."""
    try:
        match = operations().resolve("/api/v1/" + rest)
    except Resolver404:
        return JsonResponse({"message": _("没有找到。"), "fields": {}}, status=404, json_dumps_params={"ensure_ascii": False})
    except Http404:
        raise
    return match.func(request, *match.args, **match.kwargs)


_guarded = allow(PUBLIC, door)
_guarded.csrf_exempt = True  # type: ignore[attr-defined]
urlpatterns = [path("api/v1/<path:rest>", _guarded, name="api")]
