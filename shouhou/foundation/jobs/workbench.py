"""后台任务: what waits, runs and failed, for administrators."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.foundation.access import allow, can
from shouhou.foundation.jobs.models import Job, Schedule, State
from shouhou.foundation.jobs.queueing import discard, revive
from shouhou.foundation.ui import says

SIZE = 50
ORDER = (State.DEAD, State.RUNNING, State.FAILED, State.READY, State.DONE, State.CANCELLED)


def _asked(request: HttpRequest) -> tuple[QuerySet[Job], dict[str, str]]:
    """The jobs that the conditions of the address leave, newest first, and those conditions; odd ones are ignored."""
    state, name = request.GET.get("state", ""), request.GET.get("name", "").strip()[:80]
    found = Job.objects.order_by("-id")
    if state in State:
        found = found.filter(state=state)
    if name and "\x00" not in name:
        found = found.filter(name__contains=name)
    return found, {"state": state if state in State else "", "name": name}


def _mark(request: HttpRequest, key: str) -> int | None:
    given = request.GET.get(key, "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) <= 18 else None


def _page(request: HttpRequest, found: QuerySet[Job]) -> dict[str, Any]:
    """A page by id: `before` is the id the older page starts under, `after` the one the newer page ends above."""
    before, after = _mark(request, "before"), _mark(request, "after")
    if after is not None:
        rows = list(found.filter(id__gt=after).order_by("id")[: SIZE + 1])
        newer, rows = len(rows) > SIZE, rows[:SIZE][::-1]
        older = True
    else:
        rows = list((found.filter(id__lt=before) if before is not None else found)[: SIZE + 1])
        newer, older, rows = before is not None, len(rows) > SIZE, rows[:SIZE]

    def address(**marks: int) -> str:
        query = request.GET.copy()
        for key in ("before", "after", "part"):
            query.pop(key, None)
        query.update({key: str(value) for key, value in marks.items()})
        return f"{request.path}?{query.urlencode()}"

    return {"rows": rows, "previous_url": address(after=rows[0].pk) if newer and rows else "",
            "next_url": address(before=rows[-1].pk) if older and rows else ""}


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The list; `?part=rows` answers its rows alone, which the page asks for while something is under way."""
    found, asked = _asked(request)
    page = _page(request, found)
    query = request.GET.copy()
    query["part"] = "rows"
    context: dict[str, Any] = {"page": page, "again": f"?{query.urlencode()}", "moves": any(not job.is_over for job in page["rows"])}
    if request.GET.get("part") == "rows":
        return render(request, "jobs/workbench/rows.html", context)
    counts = dict(Job.objects.values_list("state").annotate(n=Count("id")))
    context |= {"asked": asked, "is_narrowed": any(asked.values()), "schedules": Schedule.objects.order_by("next_at"),
                "states": [(state.value, state.label, counts.get(state.value, 0)) for state in ORDER]}
    return render(request, "jobs/workbench/list.html", context)


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: how it stands, what it was told, what went wrong."""
    found = get_object_or_404(Job.objects.select_related("created_by"), pk=pk)
    return render(request, "jobs/workbench/detail.html", {"job": found, "may_manage": can(request.user, "jobs.manage"),
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
    path("jobs/", allow("jobs.read", jobs), name="jobs"),
    path("jobs/<int:pk>/", allow("jobs.read", job), name="job"),
    path("jobs/<int:pk>/tries/", allow("jobs.manage", retry), name="job_retry"),
    path("jobs/<int:pk>/discard/", allow("jobs.manage", drop), name="job_discard"),
]
