"""产品 on the page of a company."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from shouhou.foundation.access import can
from shouhou.foundation.ui import panels
from shouhou.registry.products.models import Product


def held(request: HttpRequest, organization: Any) -> SafeString | None:
    """The products a company holds."""
    if not can(request.user, "products.read"):
        return None
    found = Product.objects.filter(holdings__organization=organization)
    return render_to_string("products/held.html", {
        "organization": organization, "products": found, "may_edit": can(request.user, "products.edit")}, request)


panels.add("organization", held, order=10)
