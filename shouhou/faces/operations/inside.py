"""What the installation knows about itself: queue, workers, dead letters, disk, backup, clock, slow statements, versions."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterator
from datetime import timedelta

import django
from django.conf import settings
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shouhou import __version__
from shouhou.aftercare.notifications.models import Delivery
from shouhou.faces.operations import backups
from shouhou.faces.operations.findings import Finding, Level
from shouhou.faces.operations.statements import STATEMENTS
from shouhou.foundation import sealing, search
from shouhou.foundation.accounts.models import User
from shouhou.foundation.jobs.models import Attendance, Job, State

LATE = timedelta(minutes=2)
BACKUP_WITHIN = timedelta(days=2)
FULL, NEARLY_FULL = 1024**3, 5 * 1024**3
SKEW, BAD_SKEW = 5.0, 60.0
"""Seconds."""


def findings() -> list[Finding]:
    """Everything, in the order in which it matters."""
    return [*queue(), *workers(), *dead_letters(), *disk(), *folders(), *backup(), *the_record(), *far_search(), *clock(), *slow(), *versions()]


def length(span: timedelta) -> str:
    """A span in the largest whole unit."""
    seconds = int(span.total_seconds())
    if seconds < 120:
        return ngettext("%d 秒", "%d 秒", seconds) % seconds
    if seconds < 7200:
        return ngettext("%d 分钟", "%d 分钟", seconds // 60) % (seconds // 60)
    if seconds < 172800:
        return ngettext("%d 小时", "%d 小时", seconds // 3600) % (seconds // 3600)
    return ngettext("%d 天", "%d 天", seconds // 86400) % (seconds // 86400)


def queue() -> Iterator[Finding]:
    """How long the job that is due longest has waited."""
    now = timezone.now()
    due = Job.objects.filter(due_at__lte=now)
    oldest = due.order_by("due_at").values_list("due_at", flat=True).first()
    if oldest is None:
        yield Finding("queue", Level.GOOD, _("后台任务队列"), _("没有积压"))
        return
    said = _("%(n)s 个任务到期未执行，最久的等了 %(span)s") % {"n": due.count(), "span": length(now - oldest)}
    late = now - oldest > LATE
    yield Finding("queue", Level.BAD if late else Level.GOOD, _("后台任务队列"), said,
                  _("通知、邮件和导出都会推迟。先看下面“执行者”一行；执行者正常时，用 shouhou worker 再启动一个进程。") if late else "", "/workbench/jobs/")


def workers() -> Iterator[Finding]:
    """Who carries jobs out, and when he was last seen."""
    now, title = timezone.now(), _("执行者")
    rows = list(Attendance.objects.order_by("-seen_at"))
    alive = [row for row in rows if now - row.seen_at <= LATE]
    start = _("启动 shouhou serve，或单独启动 shouhou worker。")
    if alive:
        yield Finding("workers", Level.GOOD, title, _("%(n)s 个在工作，共 %(threads)s 个线程") % {"n": len(alive), "threads": sum(r.threads for r in alive)})
    elif rows:
        yield Finding("workers", Level.BAD, title, _("最后一次露面在 %s前，没有正常退出") % length(now - rows[0].seen_at),
                      _("后台任务现在没有人执行。查看服务日志里的错误，然后重新启动：") + start)
    else:
        yield Finding("workers", Level.LOOK, title, _("现在没有执行者"), _("服务停着时是正常的。服务已经启动却看到这一行时，") + start)
    other = sorted({row.version for row in alive} - {__version__})
    if other:
        yield Finding("workers.version", Level.LOOK, _("执行者的版本"), _("有执行者是版本 %s") % "、".join(other),
                      _("升级后请重新启动所有 serve 和 worker 进程。"))


def dead_letters() -> Iterator[Finding]:
    """What was given up and waits for a person."""
    jobs, letters = Job.objects.filter(state=State.DEAD).count(), Delivery.objects.filter(state="dead").count()
    yield Finding("dead", Level.LOOK if jobs else Level.GOOD, _("失败的任务"), _("%s 个") % jobs if jobs else _("没有"),
                  _("打开任务看原因，排除后点“重试”；不再需要的点“取消”。") if jobs else "", "/workbench/jobs/?state=dead" if jobs else "")
    yield Finding("undelivered", Level.LOOK if letters else Level.GOOD, _("没有送达的通知"), _("%s 条") % letters if letters else _("没有"),
                  _("按原因处理：地址不对的请客户更正，服务器的问题排除后重发。") if letters else "",
                  "/workbench/notifications/?state=dead" if letters else "")


def disk() -> Iterator[Finding]:
    """Room where the data lies."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    level = Level.BAD if usage.free < FULL else Level.LOOK if usage.free < NEARLY_FULL or usage.free * 20 < usage.total else Level.GOOD
    yield Finding("disk", level, _("磁盘"), _("剩余 %(free)s，共 %(total)s") % {"free": filesizeformat(usage.free), "total": filesizeformat(usage.total)},
                  _("删除旧的备份，或换更大的磁盘。磁盘写满后不能提问、不能上传，已有内容可以查看。") if level else "")


def far_search() -> Iterator[Finding]:
    """Whether OpenSearch answers, where it was set up."""
    found = search.state()
    if found is None:
        return
    wrong, waiting = found
    said = _("没有回答（%s），由自带的索引代答") % wrong if wrong else _("可用，%s 条等待送入") % waiting
    yield Finding("opensearch", Level.LOOK if wrong else Level.GOOD, "OpenSearch", said,
                  _("检查 OPENSEARCH_URL 的地址、账号和证书；恢复之后内容会自动补齐。") if wrong else "")


def folders() -> Iterator[Finding]:
    """Whether we may write where we must."""
    wanted = [settings.DATA_DIR, *(settings.DATA_DIR / name for name in ("tmp", "files", "backups"))]
    closed = [str(path) for path in wanted if path.exists() and not os.access(path, os.W_OK | os.X_OK)]
    if closed:
        yield Finding("folders", Level.BAD, _("数据目录"), _("不能写入：%s") % "、".join(closed), _("把这些目录的所有者改成运行服务的账号。"))


def the_record() -> Iterator[Finding]:
    """Whether the sealed record of what happened is as it was written."""
    seen, title = sealing.latest(), _("操作记录")
    if seen is None:
        return
    ago = length(timezone.now() - seen.at)
    if seen.wrong:
        first, last = seen.wrong[0]
        where = _("第 %(first)s–%(last)s 条与封存时不同") if last else _("第 %(first)s 条以后没有封存")
        yield Finding("record", Level.BAD, title, where % {"first": first, "last": last} + _("（%s前核对）") % ago,
                      _("有人绕过系统改动过数据库，或恢复时丢了一部分。保留现在的数据库，用 shouhou drill 从备份中找出原来的内容。"))
        return
    said = _("已封存 %(rows)s 条，%(ago)s前核对，没有被改动") % {"rows": seen.rows, "ago": ago}
    yield Finding("record", Level.GOOD, title, said + (_("；依法删去个人信息 %s 处") % seen.struck if seen.struck else ""))


def backup() -> Iterator[Finding]:
    """When the last backup was made."""
    title, made, now = _("备份"), backups.last(), timezone.now()
    do = _("点“立即备份”。每天 02:30 应当自动备份一次：没有备份时，看“失败的任务”里的原因。") if settings.BACKUP_KEEP else \
        _("自动备份已关闭（BACKUP_KEEP=0）。请让您自己的定时任务每天运行 shouhou backup。")
    if made is None:
        if User.objects.exists():
            yield Finding("backup", Level.LOOK, title, _("还没有备份过"), do)
        return
    at, size = made
    said = _("上次在 %(span)s前，%(size)s") % {"span": length(now - at), "size": filesizeformat(size)}
    if settings.BACKUP_DIR.is_relative_to(settings.DATA_DIR) and settings.BACKUP_KEEP:
        said += _("；与数据在同一块磁盘上，请定期复制到另一台机器")
    yield Finding("backup", *((Level.LOOK, title, said, do) if now - at > BACKUP_WITHIN else (Level.GOOD, title, said)))


def clock() -> Iterator[Finding]:
    """Our clock against the database's, and against what was written last."""
    title, do = _("时钟"), _("在所有机器上打开自动对时（NTP）。时钟不准会让期限、登录和一次性链接出错。")
    skew, said = 0.0, _("数据库在同一台机器上")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            before = timezone.now()
            cursor.execute("SELECT clock_timestamp()")
            there = cursor.fetchone()[0]
        skew = abs((there - (before + (timezone.now() - before) / 2)).total_seconds())
        said = _("与数据库相差 %.1f 秒") % skew
    newest = Job.objects.order_by("-id").values_list("created_at", flat=True).first()
    ahead = (newest - timezone.now()).total_seconds() if newest else 0.0
    if ahead > skew and ahead > SKEW:
        skew, said = ahead, _("比已有记录慢了 %s") % length(timedelta(seconds=ahead))
    level = Level.BAD if skew > BAD_SKEW else Level.LOOK if skew > SKEW else Level.GOOD
    yield Finding("clock", level, title, said, do if level else "")


def slow() -> Iterator[Finding]:
    """Slow statements of this process."""
    n, limit = STATEMENTS.slow_total, settings.SLOW_STATEMENT_MS
    yield Finding("slow", Level.LOOK if n else Level.GOOD, _("慢查询"),
                  _("启动以来 %(n)s 次超过 %(limit)s 毫秒") % {"n": n, "limit": limit} if n else _("启动以来没有超过 %s 毫秒的") % limit,
                  _("偶尔几次不用处理。经常出现时看下面的列表和日志：磁盘慢就换固态盘，数据多就换用 PostgreSQL。") if n else "")


def versions() -> Iterator[Finding]:
    """What runs here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        database = f"{connection.display_name} {cursor.fetchone()[0]}"
    yield Finding("versions", Level.GOOD, _("版本"), f"{__version__} · Python {platform.python_version()} · Django {django.__version__} · {database}")
