"""服务意向: the queue of those who have no agreement yet."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouhou.foundation.access import Refused, allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.grid import grid_page, take_old_names
from shouhou.foundation.grid.views import OURS
from shouhou.foundation.kit.text import number_in
from shouhou.foundation.ui.says import say
from shouhou.registry.agreements.actions import answer_lead, hand_lead
from shouhou.registry.agreements.actions.lead import MOVES
from shouhou.registry.agreements.grid import LEADS
from shouhou.registry.agreements.models import Lead
from shouhou.registry.organizations.models import Organization


def leads(request: HttpRequest) -> HttpResponse:
    """Leads, the oldest first; those in one state at the beginning."""
    counts = dict(Lead.objects.visible_to(request.user).order_by().values_list("state").annotate(Count("pk")))
    if not OURS & request.GET.keys() and "view" not in request.GET and "state" not in request.GET:
        request.GET = QueryDict("state=new")  # type: ignore[assignment]
    take_old_names(request, LEADS, {"state": "state"})
    here = request.GET.getlist("c")
    return grid_page(request, LEADS, template="agreements/workbench/leads.html", nothing=_("这一类里没有服务意向。"), states=[
        (code, label, counts.get(code, 0), here == [f"state~is~{code}"]) for code, label in Lead.State.choices])


def lead(request: HttpRequest, pk: int) -> HttpResponse:
    """One lead; POST with `state` answers it, with `agency` hands it on."""
    found = get_object_or_404(Lead.objects.visible_to(request.user).select_related("agency", "organization", "answered_by"), pk=pk)
    problems: dict[str, str] = {}
    if request.method == "POST":
        try:
            answer_lead(found, by=reader(request), state=request.POST.get("state", ""), answer=request.POST.get("answer", ""))
        except Refused as no:
            problems = no.fields or {"answer": no.message}
        else:
            say(request, _("已保存联系结果。"))
            return redirect("lead", pk)
    states = [(code, label) for code, label in Lead.State.choices if code in MOVES[found.state]]
    agencies = Organization.objects.filter(kind=Organization.Kind.AGENCY).order_by("sort_key")[:200]
    return render(request, "agreements/workbench/lead.html", {
        "lead": found, "states": states, "agencies": agencies, "problems": problems, "typed": request.POST.get("answer", "")},
        status=422 if problems else 200)


@require_POST
def agency(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a lead to another agency."""
    found = get_object_or_404(Lead.objects.visible_to(request.user), pk=pk)
    given = request.POST.get("agency", "")
    target = Organization.objects.filter(pk=number_in(given) or 0, kind="agency").first()
    if target is None:
        say(request, _("请选择服务机构。"), "red")
        return redirect("lead", pk)
    hand_lead(found, target, by=reader(request))
    say(request, _("已转给 %s。") % target.name)
    return redirect("leads")


urlpatterns = [
    path("leads/", allow("agreements.leads", leads), name="leads"),
    path("leads/<int:pk>/", allow("agreements.leads", lead), name="lead"),
    path("leads/<int:pk>/agency/", allow("agreements.leads", agency), name="lead_agency"),
]
