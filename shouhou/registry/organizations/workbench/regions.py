"""行政区划: to look through, and as suggestions while somebody types a region."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shouhou.registry.organizations.models import Region

OFFERED = 20


def regions(request: HttpRequest) -> HttpResponse:
    """The children of `parent` (a code), or the provinces; with `q` as the browser asks while typing, the options that hold it."""
    words = request.GET.get("q", "").strip()[:40].replace("\x00", "")
    if words:
        found = Region.objects.filter(full_name__contains=words).values_list("full_name", flat=True)[:OFFERED * 3]
        return render(request, "organizations/workbench/region_options.html", {"names": list(dict.fromkeys(found))[:OFFERED]})
    above = Region.objects.select_related("parent").filter(code=request.GET.get("parent", "")[:6]).first()
    return render(request, "organizations/workbench/regions.html", {
        "above": above, "rows": Region.objects.filter(parent=above), "count": Region.objects.count()})
