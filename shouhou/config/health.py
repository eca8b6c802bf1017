"""What operators and their programs ask: can it serve, how are its parts, what are the figures."""

from __future__ import annotations

import os
import shutil
import time
from datetime import timedelta
from ipaddress import ip_address
from secrets import compare_digest
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache

from shouhou import __version__
from shouhou.config.traffic import TRAFFIC
from shouhou.faces.operations.statements import STATEMENTS
from shouhou.foundation.access import PUBLIC, allow
from shouhou.foundation.jobs.models import Attendance, Job, State
from shouhou.foundation.live.hub import HUB
from shouhou.foundation.live.sockets import Socket

LATE = timedelta(minutes=2)


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served, 503 when the database does not answer."""
    state = _database()
    return HttpResponse(state if state != "ok" else "ok", status=200 if state == "ok" else 503, content_type="text/plain; charset=utf-8")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """{"database", "jobs", "search", "version"}: "ok", or a word for what is wrong; 503 when anything is."""
    states = {"database": _database()}
    states["jobs"] = _guarded(_jobs)
    states["search"] = _guarded(_search)
    ready = all(state == "ok" for state in states.values())
    return JsonResponse({**states, "version": __version__}, status=200 if ready else 503)


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text form. From this machine, or with the bearer token METRICS_TOKEN; 404 for anyone else."""
    if not _is_operator(request):
        return HttpResponse(status=404)
    lines = ["# TYPE shouhou_info gauge", f'shouhou_info{{version="{__version__}"}} 1',
             "# TYPE shouhou_uptime_seconds gauge", f"shouhou_uptime_seconds {time.time() - TRAFFIC.began:.0f}",
             "# TYPE shouhou_memory_bytes gauge", f"shouhou_memory_bytes {_memory()}", *_disk_lines(), *TRAFFIC.lines(), *STATEMENTS.lines(),
             "# TYPE shouhou_sockets gauge", f"shouhou_sockets {sum(isinstance(one, Socket) for one in tuple(HUB.listeners))}"]
    try:
        lines += _job_lines() + _database_lines()
    except DatabaseError:
        lines += ["# TYPE shouhou_database_up gauge", "shouhou_database_up 0"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _guarded(ask: Any) -> str:
    try:
        return str(ask())
    except DatabaseError:
        return "unknown"


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        connection.close()
        return "down"
    return "ok"


def _jobs() -> str:
    """Late when something has been due for two minutes and nobody took it."""
    return "late" if Job.objects.filter(due_at__lt=timezone.now() - LATE).exists() else "ok"


def _search() -> str:
    """The index is part of the database: it is there when its table answers."""
    tables = [name for name in connection.introspection.table_names() if name.startswith("search_")]
    return "ok" if tables else "missing"


def _is_operator(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN and compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return True
    try:
        is_near = ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        is_near = False
    return is_near and not any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via"))


def _memory() -> int:
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _disk_lines() -> list[str]:
    disk = shutil.disk_usage(settings.DATA_DIR)
    return ["# HELP shouhou_disk_free_bytes Room where DATA_DIR lies.", "# TYPE shouhou_disk_free_bytes gauge", f"shouhou_disk_free_bytes {disk.free}",
            "# TYPE shouhou_disk_total_bytes gauge", f"shouhou_disk_total_bytes {disk.total}"]


def _job_lines() -> list[str]:
    """Jobs that are not over, by state and name. Waiting ones that wait for their time are among the ready."""
    found = list(Job.objects.exclude(state__in=[State.DONE, State.CANCELLED]).values_list("state", "name").annotate(n=Count("id")).order_by("state", "name"))
    by_state = {state: sum(n for s, _name, n in found if s == state) for state in ("ready", "running", "failed", "dead")}
    oldest = Job.objects.filter(due_at__lte=timezone.now()).order_by("due_at").values_list("due_at", flat=True).first()
    wait = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    return ["# TYPE shouhou_jobs gauge",
            *(f'shouhou_jobs{{state="{state}",name="{name}"}} {n}' for state, name, n in found),
            "# TYPE shouhou_jobs_by_state gauge", *(f'shouhou_jobs_by_state{{state="{state}"}} {n}' for state, n in by_state.items()),
            "# TYPE shouhou_dead_letters gauge", f"shouhou_dead_letters {by_state['dead']}",
            "# TYPE shouhou_workers gauge", f"shouhou_workers {Attendance.objects.filter(seen_at__gt=timezone.now() - LATE).count()}",
            "# HELP shouhou_jobs_oldest_due_seconds How long the job that is due longest has waited for a worker.",
            "# TYPE shouhou_jobs_oldest_due_seconds gauge", f"shouhou_jobs_oldest_due_seconds {wait:.1f}"]


def _database_lines() -> list[str]:
    lines = ["# TYPE shouhou_database_up gauge", "shouhou_database_up 1", "# TYPE shouhou_database_bytes gauge"]
    if connection.vendor == "sqlite":
        name = str(settings.DATABASES["default"]["NAME"])
        for label, end in (("database", ""), ("wal", "-wal")):
            size = os.path.getsize(name + end) if os.path.exists(name + end) else 0
            lines.append(f'shouhou_database_bytes{{file="{label}"}} {size}')
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            lines.append(f'shouhou_database_bytes{{file="database"}} {cursor.fetchone()[0]}')
    return lines


urlpatterns = [
    path("healthz", allow(PUBLIC, healthz), name="healthz"),
    path("readyz", allow(PUBLIC, readyz), name="readyz"),
    path("metrics", allow(PUBLIC, metrics), name="metrics"),
]
