"""导出: the whole result of a list as a file of the person who asked for it."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record, subject_of
from shouhou.foundation.files import File, blobs
from shouhou.foundation.grid.asking import Asking
from shouhou.foundation.grid.declaring import Column, Grid
from shouhou.foundation.grid.finding import every, seek
from shouhou.foundation.grid.models import Export
from shouhou.foundation.grid.registry import the
from shouhou.foundation.grid.telling import Line, Teller
from shouhou.foundation.grid.unreadable import Unreadable
from shouhou.foundation.grid.views import read_address
from shouhou.foundation.grid.writing_html import write_html
from shouhou.foundation.grid.writing_xlsx import write_xlsx
from shouhou.foundation.jobs import enqueue

MOST_ROWS = 200_000
"""Rows of one export: the setting GRID_EXPORT_ROWS."""
KEPT_FOR = timedelta(days=3)
MOST_AT_ONCE = 3
"""Exports of one person that may wait or run."""
LARGEST = 2 << 30
MIME = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "html": "text/html; charset=utf-8"}
BREATH = 50
"""Rows after which others may go first."""
Step = Callable[[int, int | None, str], None]


def most_rows() -> int:
    return int(getattr(settings, "GRID_EXPORT_ROWS", MOST_ROWS))


def may_export(user: object, grid: Grid) -> bool:
    return grid.is_open_to(user) and can(user, "grid.export")


@transaction.atomic
def begin_export(grid: Grid, address: str, kind: str, *, by: User, back: str = "") -> Export:
    """Have the result of this address written to a file by a job. Raises `Unreadable` for the address, `Refused` for the rest."""
    if not may_export(by, grid):
        raise Refused(_("您没有导出这个列表的权限。"))
    if kind not in Export.Kind.values:
        raise Refused(kind=_("只能导出为 Excel 或 HTML。"))
    asking, own = read_address(grid, by, address)
    if Export.objects.filter(owner=by, file=None, job__state__in=["ready", "running", "failed"]).count() >= MOST_AT_ONCE:
        raise Refused(_("您已有 %(most)s 个导出在进行，请等其中一个完成。") % {"most": MOST_AT_ONCE})
    made = Export.objects.create(grid=grid.key, kind=kind, owner=by, state={**asking.to_json(), "own": own}, back=back[:2000],
                                 expires_at=timezone.now() + KEPT_FOR)
    made.job = enqueue("grid.export", {"export": made.pk}, by=by)
    made.save(update_fields=["job"])
    record("export.asked", made, by=by, grid=grid.key, kind=kind, address=asking.address())
    return made


def run_export(made: Export, step: Step) -> int:
    """Write the file. What the person may see is asked now, not when the export was ordered. Raises `Refused`."""
    by, grid = made.owner, the(made.grid)
    if not by.is_active or not may_export(by, grid):
        raise Refused(_("您已没有导出这个列表的权限。"))
    step(0, None, _("正在准备…"))
    own = made.state.get("own")
    grid = grid.within(own if isinstance(own, dict) else {})
    asking, _gone = Asking.from_json(grid, by, made.state)
    most = most_rows()
    found = seek(grid, by, asking).rows.values("pk")[: most + 1].count()
    total, is_cut = min(found, most), found > most
    folder = Path(settings.DATA_DIR) / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.pk}-{secrets.token_hex(6)}.{made.kind}"
    try:
        count = write(path, made.kind, grid, asking, by, total, is_cut, step)
        with path.open("rb") as done:
            digest, size, _place = blobs.keep(iter(lambda: done.read(1 << 20), b""), largest=LARGEST)
    finally:
        path.unlink(missing_ok=True)
    with transaction.atomic():
        held = Export.objects.select_for_update().get(pk=made.pk)
        if held.file_id is None:
            held.file = File.objects.create(
                name=file_name(grid, made), size=size, kind="office" if made.kind == "xlsx" else "text", mime=MIME[made.kind], sha256=digest, owner=by,
                subject=subject_of(held), audience=File.Audience.INTERNAL)
            held.rows, held.is_cut = count, is_cut
            held.save(update_fields=["file", "rows", "is_cut"])
            record("export.finished", held, by=by, grid=grid.key, kind=made.kind, rows=count, address=asking.address())
    return count


def write(path: Path, kind: str, grid: Grid, asking: Asking, by: User, total: int, is_cut: bool, step: Step) -> int:
    """The columns and groups as on the screen: what is grouped by stands above its rows."""
    grouped = [grid.by_key[name.removeprefix("-")] for name in asking.groups]
    columns = [column for key in asking.columns if (column := grid.by_key[key]) not in grouped] or list(grid.columns[:1])
    teller = Teller(columns, grouped, by)

    def pieces() -> Iterator[list[dict[str, Any]]]:
        for rows in every(grid, by, asking, total, columns=[c.key for c in dict.fromkeys((*columns, *grouped))]):
            for at in range(0, len(rows), BREATH):
                yield rows[at:at + BREATH]
                time.sleep(0.001)
            step(teller.count, total, _("已写入 %(done)s / %(total)s 行") % {"done": f"{teller.count:,}", "total": f"{total:,}"})

    note = _("结果超过 %s 行，其余没有导出。请缩小查询范围后分次导出。") % f"{total:,}" if is_cut else ""
    title, lines = str(grid.label), teller.lines(pieces())
    with aside():
        put(path, kind, title, columns, asking, lines, by, total, note)
    return teller.count


@contextmanager
def aside() -> Iterator[None]:
    """Pages of this process go first: a thread that waits for the interpreter gets it within half a millisecond, not five."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(min(usual, 0.0005))
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def put(path: Path, kind: str, title: str, columns: Sequence[Column], asking: Asking, lines: Iterator[Line], by: User, total: int, note: str) -> None:
    if kind == "xlsx":
        write_xlsx(path, title, columns, dict(asking.widths), lines, note)
    else:
        about = _("%(who)s 导出于 %(when)s，共 %(count)s 项") % {
            "who": by.name or by.username, "when": timezone.localtime().strftime("%Y-%m-%d %H:%M:%S"), "count": f"{total:,}"}
        write_html(path, title, columns, lines, about, note)


def file_name(grid: Grid, made: Export) -> str:
    stamp = timezone.localtime(made.created_at).strftime("%Y%m%d-%H%M")
    return f"{''.join(c for c in str(grid.label) if c.isalnum() or c in ' -_')[:60]}-{stamp}.{made.kind}"


def may_read(user: object, made: Export) -> bool:
    """Whether the file may (still) be fetched: one's own, not too old, and the list still open to one."""
    try:
        grid = the(made.grid)
    except Unreadable:
        return False
    return isinstance(user, User) and made.owner_id == user.pk and not made.is_expired and may_export(user, grid)

