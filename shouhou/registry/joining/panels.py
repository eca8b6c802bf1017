"""免费注册 and 忘记密码 on the sign-in page; what waits for an answer on the customer's home."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from shouhou.foundation.ui import panels
from shouhou.registry.joining.models import Application
from shouhou.registry.joining.opening import is_open


def doors(request: HttpRequest, subject: Any) -> SafeString | None:
    """The two links under the sign-in button."""
    return render_to_string("joining/doors.html", {"is_open": is_open()}, request)


def own_applications(request: HttpRequest, subject: Any) -> SafeString | None:
    """What one has applied for and not heard of."""
    rows = list(Application.objects.filter(user_id=request.user.pk or 0, state=Application.State.WAITING).select_related("organization")[:5])
    return render_to_string("joining/waiting.html", {"rows": rows}, request) if rows else None


panels.add("sign_in", doors, order=10)
panels.add("portal.home", own_applications, order=5)
