"""How far one's own job is: a fragment that refreshes itself until the job is over."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from shouhou.foundation.access import SIGNED_IN, allow, can
from shouhou.foundation.jobs.models import Job


@require_GET
@never_cache
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """For who queued the job and for `jobs.read`; for anyone else it does not exist. A page includes `jobs/progress.html`
    with `job` and gets the same. When the job ends the fragment fires the event `job-over` on itself, once."""
    job = get_object_or_404(Job, pk=pk)
    if job.created_by_id != request.user.pk and not can(request.user, "jobs.read"):
        raise Http404
    answer = render(request, "jobs/progress.html", {"job": job})
    if job.is_over:
        answer["HX-Trigger"] = "job-over"
    return answer


urlpatterns = [path("jobs/<int:pk>/progress/", allow(SIGNED_IN, progress), name="job_progress")]
