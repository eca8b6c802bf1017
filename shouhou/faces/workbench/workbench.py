"""What the machine room works on: the lists of jobs and of imports."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from shouhou.faces.workbench.grid import IMPORTS, JOBS
from shouhou.foundation.access import allow
from shouhou.foundation.grid import grid_page, take_old_names
from shouhou.foundation.imports.workbench import choices
from shouhou.foundation.jobs.declaring import label_of
from shouhou.foundation.jobs.models import Job, Schedule, State

ORDER = (State.DEAD, State.RUNNING, State.FAILED, State.READY, State.DONE, State.CANCELLED)

OVER = (State.DEAD, State.DONE, State.CANCELLED)


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """Jobs, the newest first; `?state=` and `?name=` of older addresses narrow as ever. Recurring ones stand beside."""
    take_old_names(request, JOBS, {"state": "state", "name": "name"})
    here = request.GET.getlist("c")
    context: dict[str, Any] = {}
    if "part" not in request.GET:
        counts = dict(Job.objects.order_by().values_list("state").annotate(n=Count("id")))
        context = {
            "states": [(_("全部"), "?sort=-number", None, not here), *((state.label, f"?c=state~is~{state.value}", counts[state.value],
                       here == [f"state~is~{state.value}"]) for state in ORDER if counts.get(state.value))],
            "schedules": [(label_of(one.name), one.next_at) for one in Schedule.objects.order_by("next_at")],
            "moves": bool(counts.keys() & {State.READY, State.RUNNING}) and not any(f"state~is~{state.value}" in here for state in OVER)}
    return grid_page(request, JOBS, template="workbench/jobs.html", row_class=lambda row: "late" if row["state"] == State.DEAD else "",
                     nothing=_("发邮件、推送、导入导出都在这里排队执行。现在没有任务。"), nothing_picture="timer", **context)


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Earlier imports, newest first, and the form for a new one."""
    user: Any = request.user
    return grid_page(request, IMPORTS, template="workbench/imports.html", choices=choices(user),
                     nothing=_("还没有导入过表格。从旧系统导出的问题单、客户、产品都可以从这里带进来。"))


urlpatterns = [
    path("jobs/", allow("jobs.read", jobs), name="jobs"),
    path("imports/", allow("imports.run", imports), name="imports"),
]
