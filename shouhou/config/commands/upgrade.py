"""`shouhou upgrade`: bring an installation to the version of this program, with a backup before and a look afterwards.

    shouhou upgrade                  back up, migrate, look
    shouhou upgrade --back BACKUP    the tables of the version that made this backup again, with what was entered since
"""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection

from shouhou import __version__
from shouhou.config import keeping, preparing
from shouhou.config.backup import manifest

FLEETING = {"django_session", "shouhou_stamp"}


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou upgrade", description="升级数据库：先备份，再升级，再检查")
    parser.add_argument("--back", type=Path, metavar="BACKUP", help="退回这份备份的版本的数据库结构，保留升级以后录入的内容")
    options = parser.parse_args(arguments)
    preparing.begin()
    preparing.refuse_damaged()
    lock = keeping.hold(alone=True)
    try:
        others = 0 if lock is None else keeping.strangers()
        version = preparing.stamp()[1]
    except DatabaseError as error:
        sys.exit(f"数据库打不开：{str(error).strip()}")
    if lock is None or others:
        sys.exit("服务正在运行：请先停止所有 shouhou serve 和 worker。")
    if options.back:
        return back(options.back)
    if preparing.is_current():
        print(f"数据库已经是当前版本（{__version__}），不用升级。")
        return 0
    if not version:
        sys.exit("数据库还是空的：第一次启动 shouhou serve 时会建表，不用升级。")
    before, made = counted(), backed_up(version)
    began = time.monotonic()
    done = preparing.prepare(say=False, backup=made)
    print(f"· 数据库：{version} → {__version__}，{len(done.applied)} 项变更，{time.monotonic() - began:.0f} 秒")
    found = sound(before)
    for line in found:
        print(f"✗ {line}")
    print(f"· 要退回：装回 {version}，运行 shouhou restore {done.backup} --force（丢弃升级以后的录入）；\n"
          f"  或者现在运行 shouhou upgrade --back {done.backup}，再装回 {version}（保留升级以后的录入）。")
    print("升级完成，可以启动了。" if not found else "升级后检查有问题，请按上面的办法退回。")
    return 1 if found else 0


def backed_up(version: str) -> Path:
    """A whole backup, made before anything is touched."""
    writing = import_module("shouhou.config.backup.writing")
    target = manifest.named(settings.BACKUP_DIR, f"before-upgrade-from-{version}")
    try:
        made = writing.to_folder(target, lambda done, total, sentence: None)
    except (writing.Unsound, OSError) as wrong:
        sys.exit(f"没有升级，因为升级前的备份没有做成：{wrong}")
    print(f"· 备份：{target}（{made.size / 1048576:.0f} MB，已核对）", flush=True)
    return target


def counted() -> dict[str, list[Any]]:
    return {name: rows for name, rows in manifest.counts(connection).items() if name not in FLEETING}


def sound(before: dict[str, list[Any]]) -> list[str]:
    """What is wrong after the upgrade: rows that went, a database that is not whole."""
    after = counted()
    wrong = [f"表 {name} 原有 {rows[0]:,} 行，现在 {after[name][0]:,} 行" for name, rows in before.items() if name in after and after[name][0] < rows[0]]
    if preparing.is_sqlite():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            state = cursor.fetchone()[0]
        wrong += [] if state == "ok" else [f"数据库不完整：{state}"]
    return wrong


def back(path: Path) -> int:
    """Undo, one by one, the migrations that the version of this backup does not know."""
    errors = import_module("django.db.migrations.exceptions")
    executor_of = import_module("django.db.migrations.executor").MigrationExecutor
    with (manifest.newest(path.absolute()) / manifest.NAME).open("rb") as file:
        known = manifest.read(file)
    if not known.migrations:
        sys.exit("这份备份没有记下数据库结构，不能据此退回：请用 shouhou restore。")
    executor = executor_of(connection)
    undone = set(manifest.applied(connection)) - set(known.migrations)
    if not undone:
        print(f"数据库结构已经是 {known.version} 的，没有什么可退回。")
        return 0
    backed_up(preparing.stamp()[1] or __version__)
    try:
        executor.migrate(targets(executor.loader.graph, known.migrations, undone))
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM shouhou_stamp")
            cursor.execute("INSERT INTO shouhou_stamp (digest, version) VALUES (%s, %s)", ["", known.version])
    except errors.IrreversibleError as refused:
        sys.exit(f"有一项变更不能退回（{refused}）：请装回 {known.version}，再用 shouhou restore {path} --force。")
    print(f"· 已退回 {len(undone)} 项变更。现在装回 {known.version} 再启动；用本版本启动会再次升级。")
    return 0


def targets(graph: Any, known: list[str], undone: set[str]) -> list[tuple[str, str | None]]:
    """Where each room has to go: the last migration that is known, or to before the first."""
    wanted: list[tuple[str, str | None]] = []
    for room in sorted({name.split(".", 1)[0] for name in undone}):
        mine = [tuple(name.split(".", 1)) for name in known if name.split(".", 1)[0] == room]
        last = [node for node in mine if not any(child.key in mine for child in graph.node_map[node].children if child.key[0] == room)]
        wanted += [(room, node[1]) for node in last] or [(room, None)]
    return wanted
