"""搜索索引: how many documents there are, and writing them anew, for administrators."""

from __future__ import annotations

from collections import Counter

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.foundation.access import allow
from shouhou.foundation.jobs import Job, enqueue
from shouhou.foundation.search.kinds import CODES, ROOM, label_of
from shouhou.foundation.search.rebuilding import RANKED
from shouhou.foundation.search.segments import waiting
from shouhou.foundation.ui import says


def documents() -> list[tuple[str, int]]:
    """How many documents of each kind are indexed."""
    found: Counter[int] = Counter()
    with connection.cursor() as cursor:
        for table in ("search_document", "search_place"):
            cursor.execute(f"SELECT id %% {ROOM}, count(*) FROM {table} GROUP BY 1", [])  # noqa: S608
            for code, count in cursor.fetchall():
                found[code] += count
    return [(label_of(kind), found[code]) for kind, code in sorted(CODES.items(), key=lambda one: one[1])]


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is indexed, what waits, and the last writing anew with its progress."""
    job = Job.objects.filter(name="search.rebuild").order_by("-id").first()
    return render(request, "search/index.html", {"documents": documents(), "waiting": waiting() if RANKED else 0, "job": job})


@require_POST
def rebuild(request: HttpRequest) -> HttpResponse:
    """Queue the writing anew; while one waits, that one is meant."""
    enqueue("search.rebuild", {}, dedup="search.rebuild", by=request.user)  # type: ignore[arg-type]
    says.say(request, _("已开始重建，搜索照常可用。"))
    return HttpResponseRedirect(reverse("search_index"))


urlpatterns = [
    path("search-index/", allow("search.rebuild", index), name="search_index"),
    path("search-index/rebuild/", allow("search.rebuild", rebuild), name="search_rebuild"),
]
