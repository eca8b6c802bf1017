"""What the buttons beside a list know."""

from __future__ import annotations

from typing import Any

from django import template

from shouhou.foundation.access import can
from shouhou.foundation.grid import exporting, views

register = template.Library()


@register.simple_tag(takes_context=True)
def grid_views(context: dict[str, Any]) -> dict[str, Any]:
    """`{"lines", "here", "roles"}` of the list of this page; roles only for who may share."""
    request, grid = context["request"], context["grid"]
    roles = views.roles_for(grid) if can(request.user, "grid.share") else []
    lines = views.lines(request, grid, context["asking"], roles)
    return {"lines": lines, "here": next((line.view.name for line in lines if line.is_here), ""), "roles": roles}


@register.simple_tag(takes_context=True)
def may_export(context: dict[str, Any]) -> bool:
    """Whether the reader may take the list of this page out as a file."""
    return exporting.may_export(context["request"].user, context["grid"])
