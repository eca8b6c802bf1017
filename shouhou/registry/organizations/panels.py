"""合并 on the page of a company."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from shouhou.foundation.access import can
from shouhou.foundation.ui import panels
from shouhou.registry.organizations.models import Merge


def merges(request: HttpRequest, organization: Any) -> SafeString | None:
    """Which companies were merged into this one, with the way back."""
    if not can(request.user, "organizations.merge"):
        return None
    rows = Merge.objects.filter(target=organization, undone_at=None).select_related("source", "by").order_by("-id")[:20]
    return render_to_string("organizations/workbench/merges.html", {"organization": organization, "merges": rows}, request)


def departments(request: HttpRequest, organization: Any) -> SafeString | None:
    """Who belongs to which department, and whether that decides about questions."""
    if not can(request.user, "organizations.edit"):
        return None
    return render_to_string("organizations/workbench/departments_aside.html", {"organization": organization}, request)


panels.add("organization.aside", departments, order=10)
panels.add("organization.aside", merges, order=90)
