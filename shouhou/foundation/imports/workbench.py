"""Bringing a table in, step by step: choose a file, say what its columns are, look at the first rows, start, read the result."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from shouhou.foundation.access import Refused, allow, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports.importer import importers
from shouhou.foundation.imports.models import Import, RefusedRow
from shouhou.foundation.imports.running import choose, ending, prepare, start
from shouhou.foundation.kit import tables

LARGEST = 200 << 20
SHOWN = 50


def choices(user: User) -> list[tuple[str, str]]:
    """What this person may bring in: code and label."""
    return [(code, _(kind.label)) for code, kind in importers().items() if can(user, kind.capability)]


def find(request: HttpRequest, import_id: int) -> Import:
    made = Import.objects.visible_to(request.user).filter(pk=import_id).first()
    if made is None:
        raise Http404
    return made  # type: ignore[no-any-return]


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take the file and go to its mapping."""
    kind, given = request.POST.get("kind", ""), request.FILES.get("file")
    errors: dict[str, str] = {}
    if kind not in dict(choices(request.user)):  # type: ignore[arg-type]
        errors["kind"] = _("请选择要导入的内容。")
    if given is None:
        errors["file"] = _("请选择文件。")
    elif given.size and given.size > LARGEST:
        errors["file"] = _("文件超过 200 MB，请拆分后再导入。")
    if not errors and given is not None:
        with NamedTemporaryFile(suffix=ending(Path(given.name or ""))) as kept:
            for block in given.chunks():
                kept.write(block)
            kept.flush()
            try:
                made = prepare(kind, Path(kept.name), by=request.user, name=given.name or "")  # type: ignore[arg-type]
                return HttpResponseRedirect(reverse("import", args=[made.pk]))
            except Refused as refused:
                errors = refused.fields or {"file": refused.message}
    context = {"choices": choices(request.user), "errors": errors, "chosen": kind}  # type: ignore[arg-type]
    return render(request, "imports/index.html", context, status=422)


def mapping_context(made: Import, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """The fields with the column chosen for each, and the first rows as they would be understood."""
    kind = importers()[made.kind]
    lines: list[dict[str, Any]] = []
    try:
        for number, values, problem in islice(tables.read(Path(made.path)).rows(), 8):
            row = dict(made.constants)
            row.update({name: values.get(column, "") for name, column in made.mapping.items() if values.get(column)})
            lines.append({"number": number, "problem": problem, "row": row})
    except OSError:
        lines = []
    shown = [f for f in kind.fields if f.name in made.mapping or f.name in made.constants]
    fields = [{"field": f, "column": made.mapping.get(f.name, ""), "constant": made.constants.get(f.name, ""), "error": (errors or {}).get(f.name, "")}
              for f in kind.fields]
    preview = [{"number": x["number"], "problem": x["problem"], "cells": [x["row"].get(f.name, "")[:120] for f in shown]} for x in lines]
    rest = [c for c in made.columns if c not in made.mapping.values()]
    return {"made": made, "label": _(kind.label), "fields": fields, "shown": shown, "preview": preview, "rest": rest, "errors": errors or {}}


def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """An import wherever it stands: the mapping while it is prepared, progress while it runs, the result afterwards."""
    made = find(request, import_id)
    if made.state == Import.State.PREPARED:
        return render(request, "imports/mapping.html", mapping_context(made))
    refused = RefusedRow.objects.filter(of=made)[:SHOWN]
    is_part = bool(request.headers.get("HX-Request"))
    template = "imports/result.html#progress" if is_part else "imports/result.html"
    return render(request, template, {"made": made, "is_part": is_part, "refused": refused, "columns": made.columns[:8]})


@require_POST
def begin(request: HttpRequest, import_id: int) -> HttpResponse:
    """Keep the mapping (`save`) to look at the rows again, or start."""
    made = find(request, import_id)
    kind = importers()[made.kind]
    mapping = {f.name: request.POST.get("column-" + f.name, "") for f in kind.fields}
    constants = {f.name: request.POST.get("constant-" + f.name, "").replace("\x00", "").strip()[:200] for f in kind.fields}
    try:
        if made.state == Import.State.PREPARED:
            choose(made, {k: v for k, v in mapping.items() if v}, {k: v for k, v in constants.items() if v})
            if "save" not in request.POST:
                start(made, by=request.user)  # type: ignore[arg-type]
    except Refused as refused:
        made.mapping, made.constants = ({k: v for k, v in x.items() if v} for x in (mapping, constants))
        return render(request, "imports/mapping.html", mapping_context(made, refused.fields), status=422)
    return HttpResponseRedirect(reverse("import", args=[made.pk]))


@require_GET
def refused_rows(request: HttpRequest, import_id: int) -> HttpResponse:
    """The refused rows as a CSV with the same columns and the reason, to be mended and brought in again."""
    made = find(request, import_id)
    rows = RefusedRow.objects.filter(of=made)
    lines = [[str(r.values.get(c, "")) for c in made.columns] + [r.reason] for r in rows.iterator()]
    answer = HttpResponse(tables.write_csv([*made.columns, _("未导入的原因")], lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{made.pk}.csv"'
    return answer


urlpatterns = [
    path("imports/new/", allow("imports.run", upload), name="import-upload"),
    path("imports/<int:import_id>/", allow("imports.run", one), name="import"),
    path("imports/<int:import_id>/start/", allow("imports.run", begin), name="import-start"),
    path("imports/<int:import_id>/refused.csv", allow("imports.run", refused_rows), name="import-refused"),
]
