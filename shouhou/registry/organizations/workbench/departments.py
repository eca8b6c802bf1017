"""部门: of each person of a company, and whether a department sees its questions together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.organizations.actions import set_departments
from shouhou.registry.organizations.models import Membership, Organization


def departments(request: HttpRequest, pk: int) -> HttpResponse:
    """One line a person; POST saves all of them."""
    organization = get_object_or_404(Organization.objects.visible_to(request.user).filter(kind__in=("customer", "agency")), pk=pk)
    members = list(Membership.objects.filter(organization=organization).select_related("user").order_by("department", "user__username_key")[:500])
    problem = ""
    if request.method == "POST":
        typed = {m.pk: request.POST.get(f"department-{m.pk}", m.department) for m in members}
        try:
            set_departments(organization, typed, shares=request.POST.get("shares") == "1", by=reader(request))
        except Refused as no:
            problem = no.message
            for m in members:
                m.department = typed[m.pk]
        else:
            say(request, _("已保存，立即生效。"))
            return redirect("customer", pk)
    known = sorted({m.department for m in members if m.department})
    return render(request, "organizations/workbench/departments.html", {
        "organization": organization, "members": members, "known": known, "problem": problem}, status=422 if problem else 200)
