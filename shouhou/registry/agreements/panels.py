"""服务合同 and 服务识别码 on the page of a company, 服务识别码 on that of an asset, 服务权益 beside a question."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from shouhou.foundation.access import can
from shouhou.foundation.ui import panels
from shouhou.registry.agreements.expiry import expiry
from shouhou.registry.agreements.models import Agreement, ServiceCode
from shouhou.registry.agreements.validity import until
from shouhou.registry.organizations.belonging import vendor


def agreements(request: HttpRequest, organization: Any) -> SafeString | None:
    """The periods a company has paid for, the latest first, and until when it is served."""
    if not can(request.user, "agreements.read"):
        return None
    rows = Agreement.objects.visible_to(request.user).filter(organization=organization).select_related("level").order_by("-ends_on", "-id")[:20]
    return render_to_string("agreements/of_company.html", {
        "organization": organization, "agreements": rows, "expiry": expiry(organization, warn_days=vendor().fee_warning_days),
        "may_edit": can(request.user, "agreements.edit")}, request)


def codes(request: HttpRequest, organization: Any) -> SafeString | None:
    """A company's codes, by their two ends."""
    if not can(request.user, "agreements.codes"):
        return None
    rows = ServiceCode.objects.filter(organization=organization).select_related("product").order_by("id")[:20]
    return render_to_string("agreements/codes_of_company.html", {
        "organization": organization, "codes": rows, "may_issue": can(request.user, "agreements.issue")}, request)


def of_asset(request: HttpRequest, asset: Any) -> SafeString | None:
    """The code of an asset."""
    if not can(request.user, "agreements.codes"):
        return None
    code = ServiceCode.objects.filter(asset=asset).first()
    return render_to_string("agreements/code_of_asset.html", {"code": code, "until": until(code)}, request) if code else None


def own_code(request: HttpRequest, asset: Any) -> SafeString | None:
    """The customer's way from a product to its code."""
    return render_to_string("agreements/portal/code_of_asset.html", {
        "asset": asset, "code": ServiceCode.objects.filter(asset=asset).first()}, request)


def register_button(request: HttpRequest, subject: Any) -> SafeString | None:
    return render_to_string("agreements/portal/register_button.html", {}, request)


panels.add("organization", agreements, order=20)
panels.add("organization", codes, order=25)
panels.add("asset", of_asset, order=10)
panels.add("asset.portal", own_code, order=10)
panels.add("assets.portal.actions", register_button, order=10)
