"""`shouhou check`: is this installation sound? One line a question. Exit code 2: something must be mended now; 1: look at it; 0: all is well."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection

from shouhou.config import preparing

GOOD, LOOK, BAD = 0, 1, 2
MARKS = ("✓", "!", "✗")
SLOW_DISK = 50
"""Milliseconds of one write that reaches the disk."""
NEAR = (".local", ".lan", ".internal", ".home", ".intranet", ".localdomain")
Line = tuple[int, str]


def run(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="shouhou check", description="检查安装。退出码：2 必须马上处理，1 请留意，0 正常。").parse_args(arguments)
    return told(lines())


def told(found: Iterator[Line]) -> int:
    """Say each line; answer the worst level, also when who reads has seen enough (`shouhou check | head -3`)."""
    worst = GOOD
    for level, text in found:
        try:
            print(f"{MARKS[level]} {text}", flush=True)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        worst = max(worst, level)
    return worst


def lines() -> Iterator[Line]:
    """Every question in turn. A part that cannot be asked is a line itself; what depends on a database is left out without one."""
    try:
        preparing.begin()
    except SystemExit as refused:  # a folder or a setting with which nothing can start
        yield BAD, str(refused.code)
        return
    yield from product()
    yield from settings_in_use()
    yield from disk()
    state = BAD
    for level, text in database():
        state = min(state, level) if level == GOOD else level
        yield level, text
    if state != BAD:
        yield from sqlite()
    if state == GOOD:
        yield from inside()


def product() -> Iterator[Line]:
    """Django's checks and ours, among them: every route names a capability."""
    checks = import_module("django.core.checks")
    try:
        found = [message for message in checks.run_checks() if not message.is_silenced()]
    except DatabaseError:  # some ask it; its own line tells what is wrong
        return
    serious = [message for message in found if message.level >= checks.ERROR]
    yield (BAD if serious else LOOK if found else GOOD), "程序自检" + "".join(f"\n    {message}" for message in serious or found)


def database() -> Iterator[Line]:
    try:
        seen, version = preparing.stamp()
        with connection.cursor() as cursor:
            cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
            yield GOOD, f"数据库可用：{connection.display_name} {cursor.fetchone()[0]}"
    except DatabaseError as error:
        yield BAD, f"数据库打不开：{str(error).strip()}。请检查 DATABASE_URL、磁盘和权限；文件损坏时用 shouhou restore 恢复备份。"
        return
    if not seen:
        yield LOOK, "数据库还是空的，第一次启动时会建表。"
    elif seen != preparing.digest():
        yield LOOK, f"数据库由版本 {version} 建立，还没有升级。下次启动 shouhou serve 时会先备份再升级。"
    else:
        yield GOOD, f"数据库结构是当前版本（{version}）"
        if settings.ENV.is_public or is_far(settings.PUBLIC_URL):
            known = import_module("shouhou.config.greeting").has_demo_people()
            if known:
                yield BAD, "数据库里有密码公开的演示账号，不能对外提供服务。请换一个空的 DATA_DIR 或数据库，或停用这些账号。"


def sqlite() -> Iterator[Line]:
    """The embedded database's own guards: library, durability, integrity."""
    if not preparing.is_sqlite():
        return
    if preparing.has_old_sqlite():
        yield LOOK, "SQLite 低于 3.51.3，只允许一个进程写入：装上 pysqlite3，或换用 PostgreSQL（docs/decisions/0003）。"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        full = cursor.fetchone()[0] == 2
        cursor.execute("PRAGMA journal_mode")
        wal = cursor.fetchone()[0] == "wal"
        yield (GOOD if full and wal else BAD), "断电保护：WAL 与 synchronous=FULL" + ("" if full and wal else " 没有生效，请把 DATA_DIR 放到本机磁盘上")
        try:
            cursor.execute("PRAGMA quick_check(1)")
            state = cursor.fetchone()[0]
        except DatabaseError as error:
            state = str(error)
        if state == "ok":
            yield GOOD, "数据库完整"
        else:
            yield BAD, f"数据库损坏：{state}。请停止服务，用 shouhou restore 恢复备份。"


def disk() -> Iterator[Line]:
    """How long a write takes that reaches the disk."""
    path = settings.DATA_DIR / "tmp" / f"fsync-{os.getpid()}"
    began = time.perf_counter()
    try:
        with path.open("wb") as file:
            for _ in range(10):
                file.write(b"x" * 4096)
                file.flush()
                os.fsync(file.fileno())
        path.unlink()
    except OSError as error:
        yield BAD, f"{settings.DATA_DIR} 不能写入：{error.strerror}"
        return
    spent = (time.perf_counter() - began) * 100
    yield (GOOD if spent < SLOW_DISK else LOOK), f"写盘一次 {spent:.1f} 毫秒" + ("，偏慢：每次提交都会跟着变慢，请换固态盘" if spent >= SLOW_DISK else "")


def settings_in_use() -> Iterator[Line]:
    environment, url = settings.ENV, settings.PUBLIC_URL
    is_far_away = is_far(url)
    if environment.debug:
        open_to_all = environment.is_public or is_far_away
        yield (BAD if open_to_all else LOOK), "DEBUG 打开着，出错时会把程序内部情况显示给访问者：正式使用请去掉这个环境变量"
    if settings.SECURE:
        yield GOOD, f"对外地址 {url}"
    elif is_far_away:
        yield BAD, f"对外地址 {url} 没有加密，密码会明文传输：请在前面加 HTTPS，并把 PUBLIC_URL 改成 https://"
    elif environment.is_public:
        yield LOOK, f"对外地址是 {url}：局域网里也请加 HTTPS，浏览器在 http 下不能用语音、屏幕共享、通行密钥和粘贴图片"
    else:
        yield GOOD, f"对外地址 {url}，只有本机能访问"


def is_far(url: str) -> bool:
    """Whether this address is meant for the internet: not this machine, a private network, or a name that only lives in one."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(NEAR)


def inside() -> Iterator[Line]:
    """What the page 健康状况 says of the installation's inside, the slow statements of this short process left out."""
    room: Any = import_module("shouhou.faces.operations.inside")
    asked: list[Callable[[], Any]] = [room.disk, room.folders, room.queue, room.workers, room.dead_letters, room.backup, room.far_search, room.clock]
    try:
        for ask in asked:
            for one in ask():
                yield int(one.level), f"{one.title}：{one.said}" + (f"。{one.advice}" if one.advice else "")
    except DatabaseError as error:
        yield BAD, f"数据库没有回答：{str(error).strip()}"
