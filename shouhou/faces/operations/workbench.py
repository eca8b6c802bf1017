"""设置 → 健康状况: one page that says whether all is well, and where it is not, what to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from shouhou.faces.operations import inside, outside
from shouhou.faces.operations.findings import Finding, Level, worst
from shouhou.faces.operations.statements import STATEMENTS
from shouhou.foundation.access import allow
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.jobs import enqueue


@never_cache
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """The page with what is known at once; `?part=all` is its body with what lies beyond this machine, asked for right after and then again."""
    is_part = request.GET.get("part") == "all"
    context = body([*inside.findings(), *(outside.findings() if is_part else [])])
    return render(request, f"operations/workbench/{'body' if is_part else 'health'}.html", context)


def body(findings: list[Finding]) -> dict[str, Any]:
    """The most urgent first; those of equal urgency as they come."""
    words = {Level.GOOD: _("正常"), Level.LOOK: _("留意"), Level.BAD: _("马上处理")}
    rows = sorted(findings, key=lambda one: -one.level)
    counts = {level: sum(one.level is level for one in findings) for level in Level}
    return {"rows": [(one, f"health.{one.level.value}", words[one.level]) for one in rows], "worst": worst(findings).name, "bad": counts[Level.BAD],
            "look": counts[Level.LOOK], "slow": list(STATEMENTS.slow)[::-1], "limit": settings.SLOW_STATEMENT_MS, "now": timezone.now()}


@require_POST
def back_up(request: HttpRequest) -> HttpResponse:
    """Queue a backup and show how far it is. Two who press at once get the same one."""
    queued = enqueue("operations.backup", {}, dedup="operations.backup", by=reader(request))
    return HttpResponseRedirect(reverse("job", args=[queued.pk]))


urlpatterns = [
    path("health/", allow("operations.read", health), name="health"),
    path("health/backup/", allow("operations.back_up", back_up), name="health_backup"),
]
