"""Asking in a template whether somebody may do something."""

from __future__ import annotations

from typing import Any

from django import template

from shouhou.foundation.access.rights import can as may

register = template.Library()


@register.simple_tag(takes_context=True)
def can(context: dict[str, Any], capability: str) -> bool:
    """`{% can "tickets.accept" as may_accept %}`: whether the reader of this page may."""
    request = context.get("request")
    return request is not None and may(request.user, capability)
