"""装机产品 on the page of a company; 防伪查询 on the sign-in page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from shouhou.foundation.access import can
from shouhou.foundation.kept import Kept
from shouhou.foundation.ui import panels
from shouhou.registry.assets.models import Asset

SHOWN = 20
are_listed: Kept[bool] = Kept(lambda: Asset.objects.exists())
"""Whether this vendor works with serial numbers."""


def installed(request: HttpRequest, organization: Any) -> SafeString | None:
    """The things a company has registered."""
    if not can(request.user, "assets.read"):
        return None
    rows = list(Asset.objects.filter(organization=organization).select_related("product", "version").order_by("serial_key")[:SHOWN + 1])
    if not rows:
        return None
    return render_to_string("assets/of_company.html", {"organization": organization, "assets": rows[:SHOWN], "has_more": len(rows) > SHOWN}, request)


def doors_of_visitors(request: HttpRequest, subject: Any) -> SafeString | None:
    """Where somebody without an account looks up a serial number, or reads about service codes."""
    return render_to_string("assets/visitors.html", {}, request) if are_listed() else None


panels.add("organization", installed, order=15)
panels.add("sign_in", doors_of_visitors, order=80)
