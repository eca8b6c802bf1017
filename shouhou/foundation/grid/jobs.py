"""What a list does in the background: indexes, exports, changes of many rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from shouhou.foundation import live
from shouhou.foundation.access import Refused
from shouhou.foundation.files import File
from shouhou.foundation.grid.building import rebuild
from shouhou.foundation.grid.bulk import go_on
from shouhou.foundation.grid.exporting import run_export
from shouhou.foundation.grid.indexing import can_index, exists, is_whole, table
from shouhou.foundation.grid.models import Change, Export
from shouhou.foundation.grid.registry import GRIDS
from shouhou.foundation.jobs import GiveUp, Job, Report, enqueue, job, schedule


@job("grid.rebuild", label=word("重建列表通配索引"), tries=3, long=True)
def rebuild_index(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Index a grid's rows anew: `{"grid": key}`. Answers how many there are."""
    return {"rows": rebuild(payload["grid"], lambda done: progress(done, None, payload["grid"]))}


@schedule("grid.tend", label=word("维护列表通配索引"), every=600)
def tend(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Have indexes built that are wanted and not whole, and sort the newest rows into PostgreSQL's."""
    wanted = 0
    for grid in [one for one in GRIDS.values() if one.index and can_index()]:
        if not is_whole(grid):
            enqueue("grid.rebuild", {"grid": grid.key}, dedup=f"grid.rebuild:{grid.key}")
            wanted += 1
        elif connection.vendor == "postgresql" and exists(grid):
            with connection.cursor() as cursor:
                cursor.execute("SELECT gin_clean_pending_list(%s)", [f"{table(grid)}_grams"])
    return {"wanted": wanted}


def stopped(job: Job) -> None:
    """Tell the person whose export came to nothing."""
    live.publish(f"user:{job.created_by_id}", {"toast": {"text": _("导出没有完成，请到“我的导出”查看。"), "tone": "red"}})


@job("grid.export", label=word("导出列表"), tries=3, long=True, on_dead=stopped)
def export(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Write an export's file: `{"export": id}`. Answers how many rows it has."""
    made = Export.objects.select_related("owner").get(pk=payload["export"])
    if made.file_id is not None:
        return {"rows": made.rows or 0}
    with translation.override(made.owner.language or settings.LANGUAGE_CODE):
        try:
            rows = run_export(made, progress)
        except Refused as no:
            raise GiveUp(no.sentence) from no
        live.publish(f"user:{made.owner_id}", {"toast": {"text": _("导出完成，共 %s 行。") % f"{rows:,}", "tone": "green"}})
    return {"rows": rows}


@job("grid.change", label=word("批量修改"), tries=5, long=True)
def change(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Go on with a change of many rows, or with taking it back: `{"change": id}`."""
    made = Change.objects.select_related("owner").get(pk=payload["change"])
    with translation.override(made.owner.language or settings.LANGUAGE_CODE):
        return go_on(made, progress)


@schedule("grid.tidy", label=word("清理过期的导出文件"), at="03:30")
def tidy(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Throw away exports whose time is over, with their files, and changes nobody can take back any more."""
    now = timezone.now()
    over = list(Export.objects.filter(expires_at__lt=now).values_list("pk", "file_id"))
    File.objects.filter(pk__in=[file for _pk, file in over if file]).delete()
    Export.objects.filter(pk__in=[pk for pk, _file in over]).delete()
    changes, _per = Change.objects.filter(created_at__lt=now - timedelta(days=30)).delete()
    return {"exports": len(over), "changes": changes}
