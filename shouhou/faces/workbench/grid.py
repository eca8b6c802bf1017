"""后台任务 and 导入记录 as grids. Their rooms stand before the grid's, so they are declared here."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from shouhou.foundation.access import can
from shouhou.foundation.grid import Column, Grid, register
from shouhou.foundation.imports.importer import importers
from shouhou.foundation.imports.models import Import
from shouhou.foundation.jobs.declaring import KINDS, label_of
from shouhou.foundation.jobs.models import Job, State
from shouhou.foundation.ui.markup.marks import progress
from shouhou.foundation.ui.markup.marks import state as state_badge


def jobs(user: Any) -> QuerySet[Job]:
    return Job.objects.all() if can(user, "jobs.read") else Job.objects.none()


def job_badge(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(value, State(value).label)


def job_name(row: dict[str, Any], value: str) -> SafeString:
    return SafeString(f"{escape(label_of(value))} #{row['pk']}")


def how_far(row: dict[str, Any], value: str) -> SafeString:
    """The bar while it runs, and the word the job says of itself."""
    bar = progress(min(100, row["done"] * 100 // row["total"]), 100) if row["total"] and row["state"] == State.RUNNING else ""
    return format_html('{}<span class="muted">{}</span>', bar, value or "")


JOBS = register(Grid(
    key="jobs", label=_("后台任务"), capability="jobs.read", rows=jobs, sort=("-number",), title="name", extra=("done", "total", "state"),
    url=lambda row: f"/workbench/jobs/{row['pk']}/",
    columns=(
        Column("state", _("状态"), "state", "choice", choices=lambda user: State.choices, width=110, shown=job_badge),
        Column("name", _("任务"), "name", "choice", choices=lambda user: [(name, label_of(name)) for name in sorted(KINDS)], width=240, shown=job_name),
        Column("said", _("进展"), "message", width=260, groups=False, shown=how_far),
        Column("tries", _("已试次数"), "attempts", "number", width=100),
        Column("due", _("下次执行"), "due_at", "moment", width=150),
        Column("created", _("提交时间"), "created_at", "moment", width=150),
        Column("by", _("提交人"), "created_by__name", sort="created_by__sort_key", width=120, is_shown=False),
        Column("finished", _("结束时间"), "finished_at", "moment", width=150, is_shown=False),
        Column("error", _("错误"), "error", width=300, is_shown=False, groups=False),
        Column("number", _("编号"), "id", "number", width=90, is_shown=False, groups=False),
    )))


def imports(user: Any) -> QuerySet[Import]:
    rows: QuerySet[Import] = Import.objects.visible_to(user)
    return rows


def import_badge(_row: dict[str, Any], value: str) -> SafeString:
    return state_badge(value, Import.State(value).label)


IMPORTS = register(Grid(
    key="imports", label=_("导入表格"), capability="imports.run", rows=imports, sort=("-created",), title="name",
    url=lambda row: f"/workbench/imports/{row['pk']}/",
    columns=(
        Column("name", _("文件名"), "name", width=240, groups=False),
        Column("kind", _("导入内容"), "kind", "choice", choices=lambda user: [(code, _text(one.label)) for code, one in importers().items()], width=130),
        Column("state", _("状态"), "state", "choice", choices=lambda user: Import.State.choices, width=110, shown=import_badge),
        Column("total", _("总行数"), "total", "number", width=90, sums=True),
        Column("added", _("新增"), "added", "number", width=90, sums=True),
        Column("changed", _("更新"), "changed", "number", width=90, sums=True),
        Column("refused", _("被拒绝"), "refused", "number", width=90, sums=True),
        Column("by", _("提交人"), "created_by__name", sort="created_by__sort_key", width=120),
        Column("created", _("时间"), "created_at", "moment", width=150),
    )))
