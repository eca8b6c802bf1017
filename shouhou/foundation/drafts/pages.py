"""Where open forms save themselves."""

from __future__ import annotations

import json
import re

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shouhou.foundation.access import SIGNED_IN, allow
from shouhou.foundation.drafts.keeping import LONGEST, discard, save

NAME = re.compile(r"[\w.:-]{1,80}\Z")


@require_http_methods(["POST", "DELETE"])
def draft(request: HttpRequest, form: str) -> HttpResponse:
    """POST {"data": {field: value}} keeps it and answers {"saved_at": "14:03"}; DELETE throws it away."""
    if not NAME.match(form):
        return JsonResponse({"message": _("草稿名称不对。")}, status=400)
    if request.method == "DELETE":
        discard(request.user, form)  # type: ignore[arg-type]
        return HttpResponse(status=204)
    try:
        data = json.loads(request.body)["data"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"message": _("草稿内容不对。")}, status=400)
    if not isinstance(data, dict) or "\\u0000" in request.body.decode("utf-8", "replace") or len(request.body) > LONGEST * 4:
        return JsonResponse({"message": _("草稿内容不对。")}, status=400)
    save(request.user, form, data)  # type: ignore[arg-type]
    return JsonResponse({"saved_at": timezone.localtime().strftime("%H:%M")})


urlpatterns = [path("drafts/<str:form>/", allow(SIGNED_IN, draft), name="draft")]
