"""A POST that may be sent again: with `Idempotency-Key` it has one effect and one answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from shouhou.foundation.access import Refused
from shouhou.foundation.idempotency import once


def posted(request: HttpRequest, content: dict[str, Any], act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Run `act` once for the request's `Idempotency-Key` (kept at least 24 hours; without a key it simply runs).

    `content` is what the body said. The same key with other content is answered with 409.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return act()
    if len(key) > 80 or not key.isprintable():
        raise Refused(gettext("Idempotency-Key 最长 80 个可见字符。"))
    result, _ = once(f"api:{key}", by=request.user, content=[request.method, request.path, content], act=act)  # type: ignore[arg-type]
    return result
