"""后台任务: one job as it stands, and deciding about it; the list of them is among the faces."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.foundation.access import allow, can
from shouhou.foundation.jobs.declaring import label_of
from shouhou.foundation.jobs.models import Job, State
from shouhou.foundation.jobs.queueing import discard, revive
from shouhou.foundation.ui import says


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how it stands, what it was told, what went wrong."""
    found = get_object_or_404(Job.objects.select_related("created_by"), pk=pk)
    return render(request, "jobs/workbench/detail.html", {"job": found, "label": label_of(found.name), "may_manage": can(request.user, "jobs.manage"),
                                                          "is_dead": found.state in (State.DEAD, State.CANCELLED)})


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Job, pk=pk)
    revive(found, by=request.user)  # type: ignore[arg-type]
    says.say(request, _("任务已重新排队。"), "green")
    return HttpResponseRedirect(reverse("job", args=[pk]))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Job, pk=pk)
    discard(found, by=request.user)  # type: ignore[arg-type]
    says.say(request, _("任务已取消。"), "green")
    return HttpResponseRedirect(reverse("job", args=[pk]))


urlpatterns = [
    path("jobs/<int:pk>/", allow("jobs.read", job), name="job"),
    path("jobs/<int:pk>/tries/", allow("jobs.manage", retry), name="job_retry"),
    path("jobs/<int:pk>/discard/", allow("jobs.manage", drop), name="job_discard"),
]
