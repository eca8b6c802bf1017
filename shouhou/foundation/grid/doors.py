"""What a list can do beside being read: keep views, be taken out as a file, have many rows changed. For both audiences, by the list's capability."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from shouhou.foundation.access import SIGNED_IN, Refused, allow
from shouhou.foundation.accounts.next_page import local_path
from shouhou.foundation.accounts.reader import reader
from shouhou.foundation.files import blobs, names
from shouhou.foundation.files.serving import serve
from shouhou.foundation.grid import bulk, exporting, views
from shouhou.foundation.grid.declaring import Grid
from shouhou.foundation.grid.grid import EXPORTS
from shouhou.foundation.grid.models import Change, ChangedRow, Export, View
from shouhou.foundation.grid.painting import grid_page
from shouhou.foundation.grid.registry import GRIDS, the
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.ui.context import audience
from shouhou.foundation.ui.says import say

REFUSED_ROWS = 200


def found(request: HttpRequest, key: str) -> Grid:
    """The list of this key, for those who may read it."""
    try:
        grid = the(key)
    except Unreadable:
        raise Http404 from None
    if not grid.is_open_to(request.user):
        raise PermissionDenied
    return grid


def back(request: HttpRequest) -> str:
    """Where the list is that sent this; only ever a page of ours."""
    given = local_path(request.POST.get("back", ""))
    return given or "/"


def listed(request: HttpRequest) -> str:
    """The list as it stood: its page and what was asked of it."""
    address = request.POST.get("address", "")[:4000]
    return back(request) + (address if address.startswith("?") else "")


# views

@require_POST
def layout(request: HttpRequest, key: str) -> HttpResponse:
    """Keep how the list looks now: `address`. Scripts send it whenever that changes."""
    grid, by = found(request, key), reader(request)
    asking, _own = views.read_address(grid, by, request.POST.get("address", ""))
    views.keep_layout(grid, asking, by=by)
    return HttpResponse(status=204)


@require_POST
def layout_removal(request: HttpRequest, key: str) -> HttpResponse:
    views.forget_layout(found(request, key), by=reader(request))
    say(request, _("列表已恢复默认布局。"))
    return HttpResponseRedirect(back(request))


@require_POST
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the list under a name: `address`, `name`, `role`, `is_default`."""
    grid, by = found(request, key), reader(request)
    try:
        asking, own = views.read_address(grid, by, request.POST.get("address", ""))
        view = views.save_view(grid, asking, own, name=request.POST.get("name", ""), role=request.POST.get("role", ""),
                               is_default=request.POST.get("is_default") == "1", by=by)
    except Refused as no:
        say(request, no.sentence, "red")
        return HttpResponseRedirect(listed(request))
    say(request, _("视图“%s”已保存。") % view.name)
    return HttpResponseRedirect(listed(request))


@require_POST
def view_removal(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(View.objects.visible_to(request.user).exclude(name=""), pk=pk)
    try:
        views.drop_view(view, by=reader(request))
    except Refused as no:
        say(request, no.sentence, "red")
    else:
        say(request, _("视图“%s”已删除。") % view.name)
    return HttpResponseRedirect(back(request))


# exports

@require_POST
def export(request: HttpRequest, key: str) -> HttpResponse:
    """Order a file of the result: `address`, `kind`; then its page."""
    grid, here = found(request, key), listed(request)
    address = request.POST.get("address", "")[:20_000]
    try:
        made = exporting.begin_export(grid, address, request.POST.get("kind", ""), by=reader(request), back=here)
    except Refused as no:
        say(request, no.sentence, "red")
        return HttpResponseRedirect(here)
    return HttpResponseRedirect(reverse("export", args=[made.pk]))


def described(made: Export) -> dict[str, Any]:
    return {"made": made, "label": label_of(made.grid), "is_ready": made.file is not None and not made.is_expired,
            "is_dead": made.file is None and (made.job is None or made.job.is_over)}


def label_of(key: str) -> str:
    return str(GRIDS[key].label) if key in GRIDS else key


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """我的导出: what one took out lately and what is under way."""
    return grid_page(request, EXPORTS, template="grid/exports.html", frame="grid/page.html" if audience(request) == "workbench" else "grid/portal.html",
                     days=exporting.KEPT_FOR.days, nothing=_("在任何列表上点“导出”，生成的文件会出现在这里。"), nothing_picture="inbox")


@require_GET
def one_export(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; when it is done, whether to open the file. A script asks for the part that changes."""
    made = get_object_or_404(Export.objects.visible_to(request.user).select_related("file", "job"), pk=pk)
    part = "#progress" if request.headers.get("HX-Request") else ""
    return render(request, f"grid/export.html{part}", {**described(made), "most": f"{exporting.most_rows():,}", "days": exporting.KEPT_FOR.days})


@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file: for saving, or with `?open` in place where a browser can show it."""
    made = get_object_or_404(Export.objects.visible_to(request.user).select_related("file"), pk=pk)
    if made.file is None or not exporting.may_read(request.user, made) or blobs.there(made.file.sha256) is None:
        raise Http404
    inline = made.kind == Export.Kind.HTML and "open" in request.GET
    answer = serve(request, blobs.path_of(made.file.sha256), mime=exporting.MIME[made.kind], etag=made.file.sha256[:32] + ("-o" if inline else ""),
                   disposition=names.disposition(made.file.name, inline=inline))
    answer["Cache-Control"] = "private, no-store"
    return answer


# changes of many rows

@require_POST
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Begin a change: the picked rows `pk`, or with `all` the whole result of `address`."""
    grid, by, here = found(request, key), reader(request), listed(request)
    address = request.POST.get("address", "")[:20_000]
    try:
        asking, own = views.read_address(grid, by, address)
        made = bulk.choose_rows(grid, asking, own, None if request.POST.get("all") == "1" else request.POST.getlist("pk"), by=by, back=here)
    except Refused as no:
        if isinstance(no, Unreadable) and no.status == 404:
            raise Http404 from None
        say(request, no.sentence, "red")
        return HttpResponseRedirect(here)
    return HttpResponseRedirect(reverse("change", args=[made.pk]))


def mine(request: HttpRequest, pk: int) -> tuple[Change, Grid]:
    """One's own change and its list."""
    made = get_object_or_404(Change.objects.visible_to(request.user).select_related("owner", "job"), pk=pk)
    return made, found(request, made.grid)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The form; by POST with `preview` what would become of the rows, without it the change itself; then how it went."""
    made, grid = mine(request, pk)
    made.owner = reader(request)
    if made.state != Change.State.CHOSEN:
        return outcome(request, made, grid)
    columns = bulk.editable(grid, made.owner)
    if not columns:
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    column = next((one for one in columns if one.key == asked.get("column")), columns[0])
    context: dict[str, Any] = {"made": made, "grid": grid, "columns": columns, "column": column, "count": made.rows.count(),
                               "titles": made.rows.all()[:8], "most": f"{bulk.MOST_ROWS:,}"}
    assert column.edit is not None
    form = bulk.form_of(column.edit, column, made.owner, request.POST if request.method == "POST" else None)
    context["form"] = form
    if request.method != "POST":
        return render(request, "grid/change.html", context)
    if not form.is_valid():
        return render(request, "grid/change.html", context, status=422)
    raw = bulk.raw_of(column.edit, made.owner, form.cleaned_data["value"])
    if "preview" in request.POST:
        lines = bulk.preview(made, column, column.edit, form.cleaned_data["value"])
        return render(request, "grid/change.html", {**context, "lines": lines, "new": bulk.word_of(column.edit, made.owner, raw), "shown": bulk.SHOWN,
                                                    "refusing": sum(1 for line in lines if line["problem"])})
    return begun(request, pk, lambda: bulk.begin_change(made, column.key, raw, by=made.owner))


def begun(request: HttpRequest, pk: int, begin: Callable[[], Change]) -> HttpResponse:
    """Begin a change or its undoing, do it at once when it is no job, and show how it stands."""
    try:
        moving = begin()
    except Refused as no:
        say(request, no.sentence, "red")
    else:
        if moving.job_id is None:
            bulk.go_on(moving)
    return HttpResponseRedirect(reverse("change", args=[pk]))


def outcome(request: HttpRequest, made: Change, grid: Grid) -> HttpResponse:
    tally = bulk.tally(made)
    counts = [(state, ChangedRow.State(state).label, tally[state]) for state in ChangedRow.State.values if tally.get(state)]
    column = grid.by_key.get(made.column)
    part = "#outcome" if request.headers.get("HX-Request") else ""
    return render(request, f"grid/changed.html{part}", {
        "made": made, "grid": grid, "column": column, "counts": counts, "moves": made.state in (Change.State.RUNNING, Change.State.UNDOING),
        "done": sum(tally.values()) - tally.get(ChangedRow.State.WAITING, 0), "total": sum(tally.values()),
        "rows": made.rows.exclude(state__in=[ChangedRow.State.WAITING, ChangedRow.State.SAME])[:REFUSED_ROWS]})


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    made, _grid = mine(request, pk)
    return begun(request, pk, lambda: bulk.undo(made, by=reader(request)))


urlpatterns = [
    path("grids/<str:key>/layout/", allow(SIGNED_IN, layout), name="grid_layout"),
    path("grids/<str:key>/layout/removal/", allow(SIGNED_IN, layout_removal), name="grid_layout_removal"),
    path("grids/<str:key>/views/", allow(SIGNED_IN, save), name="grid_views"),
    path("grids/<str:key>/export/", allow("grid.export", export), name="grid_export"),
    path("grids/<str:key>/change/", allow(SIGNED_IN, choose), name="grid_change"),
    path("views/<int:pk>/removal/", allow(SIGNED_IN, view_removal), name="view_removal"),
    path("exports/", allow("grid.export", exports), name="exports"),
    path("exports/<int:pk>/", allow("grid.export", one_export), name="export"),
    path("exports/<int:pk>/file/", allow("grid.export", export_file), name="export_file"),
    path("changes/<int:pk>/", allow(SIGNED_IN, change), name="change"),
    path("changes/<int:pk>/undo/", allow(SIGNED_IN, undo), name="change_undo"),
]
