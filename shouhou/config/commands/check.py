"""`shouhou check`: is this installation sound? One line a question, exit code 1 when something is wrong."""

from __future__ import annotations

import argparse
import os
import shutil
import time
from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.db import DatabaseError, connection

from shouhou.config import preparing

GOOD, WORTH_KNOWING, BAD = "✓", "!", "✗"
LEAST_FREE = 1024**3
Line = tuple[str, str]


def run(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="shouhou check", description="检查安装").parse_args(arguments)
    preparing.begin()
    worst = 0
    for ask in (product, database, sqlite, disk, settings_in_use):
        for mark, text in ask():
            print(f"{mark} {text}")
            worst = max(worst, 1 if mark == BAD else 0)
    return worst


def product() -> Iterator[Line]:
    """Django's checks and ours, among them: every route names a capability."""
    checks = import_module("django.core.checks")
    found = [message for message in checks.run_checks() if not message.is_silenced()]
    serious = [message for message in found if message.level >= checks.ERROR]
    yield (BAD if serious else GOOD), "程序自检" + "".join(f"\n    {message}" for message in serious or found)


def database() -> Iterator[Line]:
    try:
        seen, version = preparing.stamp()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("SELECT sqlite_version()")
            else:
                cursor.execute("SHOW server_version")
            yield GOOD, f"数据库可用：{connection.display_name} {cursor.fetchone()[0]}"
    except DatabaseError as error:
        yield BAD, f"数据库打不开：{error}"
        return
    if not seen:
        yield WORTH_KNOWING, "数据库还是空的，第一次启动时会建表。"
    elif seen != preparing.digest():
        yield WORTH_KNOWING, f"数据库由版本 {version} 建立，下次启动时会先备份再升级。"
    else:
        yield GOOD, f"数据库结构是当前版本（{version}）"


def sqlite() -> Iterator[Line]:
    """The embedded database's own guards: library, durability, integrity."""
    if not preparing.is_sqlite():
        return
    if preparing.has_old_sqlite():
        yield WORTH_KNOWING, "SQLite 低于 3.51.3，只允许一个进程写入：装上 pysqlite3，或换用 PostgreSQL（docs/decisions/0003）。"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        full = cursor.fetchone()[0] == 2
        cursor.execute("PRAGMA journal_mode")
        wal = cursor.fetchone()[0] == "wal"
        yield (GOOD if full and wal else BAD), "断电保护：WAL 与 synchronous=FULL" + ("" if full and wal else " 没有生效")
        cursor.execute("PRAGMA quick_check(1)")
        state = cursor.fetchone()[0]
        if state == "ok":
            yield GOOD, "数据库完整"
        else:
            yield BAD, f"数据库损坏：{state}。请停止服务，用 shouhou restore 恢复备份。"


def disk() -> Iterator[Line]:
    free = shutil.disk_usage(settings.DATA_DIR).free
    yield (GOOD if free > LEAST_FREE else BAD), f"{settings.DATA_DIR} 剩余空间 {free / 1024**3:.1f} GB"
    path = settings.DATA_DIR / "tmp" / f"fsync-{os.getpid()}"
    began = time.perf_counter()
    with path.open("wb") as file:
        for _ in range(10):
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    spent = (time.perf_counter() - began) * 100
    path.unlink()
    yield (GOOD if spent < 50 else WORTH_KNOWING), f"写盘一次 {spent:.1f} 毫秒" + ("，偏慢：提交会跟着变慢" if spent >= 50 else "")


def settings_in_use() -> Iterator[Line]:
    environment = settings.ENV
    if environment.debug:
        yield (BAD if environment.is_public else WORTH_KNOWING), "DEBUG 打开着：正式使用请关闭"
    if environment.is_public and not settings.SECURE:
        yield WORTH_KNOWING, (f"PUBLIC_URL 是 {settings.PUBLIC_URL}：对外使用请在前面加 HTTPS，"
                              "浏览器在 http 下不能用语音、屏幕共享和粘贴图片")
    else:
        yield GOOD, f"对外地址 {settings.PUBLIC_URL}"
    if environment.is_public and import_module("shouhou.config.greeting").has_demo_people():
        yield BAD, "数据库里有密码公开的演示账号，不能对外提供服务"
