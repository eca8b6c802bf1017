"""Start-up check: a route without a capability stops the start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from shouhou.foundation.access.guard import PUBLIC, SIGNED_IN
from shouhou.foundation.access.registry import CAPABILITIES


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the product as (address pattern, route)."""
    for entry in (resolver or get_resolver()).url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, where)
        else:
            yield where, entry


@register("urls")
def every_route_is_guarded(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    for where, route in routes():
        capability = getattr(route.callback, "capability", None)
        if capability is None:
            found.append(Error(f"/{where} names no capability.", hint="Write path(…, allow(\"room.verb\", view)).", id="access.E001"))
        elif capability not in CAPABILITIES and capability not in {PUBLIC, SIGNED_IN}:
            found.append(Error(f"/{where} names {capability}, which no room declares.",
                               hint="Declare it in the room's capabilities.py.", id="access.E002"))
    return found
