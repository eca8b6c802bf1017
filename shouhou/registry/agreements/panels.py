"""服务合同 on the page of a company."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from shouhou.foundation.access import can
from shouhou.foundation.ui import panels
from shouhou.registry.agreements.expiry import expiry
from shouhou.registry.agreements.models import Agreement
from shouhou.registry.organizations.belonging import vendor


def agreements(request: HttpRequest, organization: Any) -> SafeString | None:
    """The periods a company has paid for, the latest first, and until when it is served."""
    if not can(request.user, "agreements.read"):
        return None
    rows = Agreement.objects.visible_to(request.user).filter(organization=organization).order_by("-ends_on", "-id")[:20]
    return render_to_string("agreements/of_company.html", {
        "organization": organization, "agreements": rows, "expiry": expiry(organization, warn_days=vendor().fee_warning_days),
        "may_edit": can(request.user, "agreements.edit")}, request)


panels.add("organization", agreements, order=20)
