"""加入申请 and 邀请同事 for a company's 管理员; the invited colleague's link; the terms at the door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from shouhou.foundation.access import PUBLIC, SIGNED_IN, Refused, allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.ui.says import say
from shouhou.registry.joining.actions import approve, refuse
from shouhou.registry.joining.models import Application
from shouhou.registry.joining.pages import inviting
from shouhou.registry.joining.pages.consent import consent


def company_applications(request: HttpRequest) -> HttpResponse:
    """Those that wait, and the last fifty that were decided."""
    seen = Application.objects.visible_to(request.user).exclude(user=reader(request)).select_related("user", "organization", "decided_by")
    return render(request, "joining/company.html", {
        "waiting": list(seen.waiting().order_by("id")[:100]),
        "decided": list(seen.exclude(state=Application.State.WAITING).order_by("-id")[:50])})


@require_POST
def company_decision(request: HttpRequest, pk: int) -> HttpResponse:
    """`say=yes` or `no`, with `answer`."""
    found = get_object_or_404(Application.objects.visible_to(request.user).exclude(user=reader(request)), pk=pk)
    try:
        if request.POST.get("say") == "yes":
            approve(found, by=reader(request), answer=request.POST.get("answer", ""))
        else:
            refuse(found, by=reader(request), answer=request.POST.get("answer", ""))
    except Refused as no:
        say(request, no.message, "red")
    else:
        say(request, _("已处理，申请人会收到结果。"))
    return HttpResponseRedirect("/company/applications/")


urlpatterns = [
    path("company/applications/", allow("joining.decide_own", company_applications), name="company_applications"),
    path("company/applications/<int:pk>/decision/", allow("joining.decide_own", company_decision), name="company_decision"),
    path("company/invitations/", allow("joining.invite", inviting.invitations), name="company_invitations"),
    path("company/invitations/new/", allow("joining.invite", inviting.new_invitation), name="new_invitation"),
    path("company/invitations/<int:pk>/sending/", allow("joining.invite", inviting.invitation_sending), name="invitation_sending"),
    path("company/invitations/<int:pk>/removal/", allow("joining.invite", inviting.invitation_removal), name="invitation_removal"),
    path("invitation/<str:secret>/", allow(PUBLIC, inviting.invitation), name="invitation"),
    path("terms/consent/", allow(SIGNED_IN, consent), name="terms_consent"),
]
