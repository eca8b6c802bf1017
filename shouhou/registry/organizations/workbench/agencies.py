"""服务机构: the agencies as a list, and as a tree."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import edit_organization
from shouhou.registry.organizations.grid import AGENCIES
from shouhou.registry.organizations.models import Organization

MOST = 2000


def agencies(request: HttpRequest) -> HttpResponse:
    """The agencies as a list that sorts, groups and narrows itself."""
    return grid_page(request, AGENCIES, template="organizations/workbench/agencies.html", nothing_picture="building",
                     nothing=_("还没有服务机构。新建单位时类别选“服务机构”，写上所属区域，服务意向会分给最近的一家。"))


def levels(request: HttpRequest) -> HttpResponse:
    """Each agency under the one above it, in the order of their names."""
    found = list(Organization.objects.visible_to(request.user).filter(kind="agency").select_related("consultant").order_by("sort_key")[:MOST])
    return render(request, "organizations/workbench/agency_tree.html", {"rows": tree(found), "all": found})


def tree(found: list[Organization]) -> list[tuple[int, Organization]]:
    """(depth, agency) from the top; one whose superior is not among them stands at the top."""
    known, below = {o.pk for o in found}, dict[int | None, list[Organization]]()
    for one in found:
        below.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    rows: list[tuple[int, Organization]] = []
    waiting = [(0, one) for one in reversed(below.get(None, []))]
    while waiting:
        depth, one = waiting.pop()
        rows.append((depth, one))
        waiting += [(depth + 1, child) for child in reversed(below.get(one.pk, []))]
    return rows


@require_POST
def parent(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an agency under another, or with an empty `parent` at the top."""
    seen = Organization.objects.visible_to(request.user).filter(kind="agency")
    found = get_object_or_404(seen, pk=pk)
    given = request.POST.get("parent", "")
    above = seen.filter(pk=number_in(given) or 0).first()
    try:
        edit_organization(found, by=reader(request), parent=above)
    except Refused as no:
        say(request, no.sentence, "red")
    else:
        say(request, _("已保存。"))
    return redirect("agency_tree")
