"""Until when a service code is good."""

from __future__ import annotations

from datetime import date

from shouhou.registry.agreements.models import Agreement, ServiceCode


def until(code: ServiceCode) -> date | None:
    """The last day of the agreements that cover what the code stands for; None without one."""
    rows = Agreement.objects.filter(organization_id=code.organization_id)
    if code.product_id:
        rows = rows.filter(covers_all=True) | rows.filter(products=code.product_id)
    return max(rows.values_list("ends_on", flat=True), default=None)
