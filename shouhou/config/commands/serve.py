"""`shouhou serve [--demo | --empty] [--no-worker]`: everything in one process."""

from __future__ import annotations

import argparse
import gc
import sys
from importlib import import_module

from django.conf import settings
from django.db import connection

from shouhou.config import keeping, preparing


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou serve", description="启动服务")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--demo", action="store_true", help="数据库为空时装入演示公司")
    what.add_argument("--empty", action="store_true", help="从安装向导开始")
    parser.add_argument("--no-worker", action="store_true", help="后台任务由另外的 shouhou worker 执行")
    options = parser.parse_args(arguments)
    environment = settings.ENV
    if options.demo and environment.is_public:
        sys.exit(f"演示账号的密码是公开的，所以不能在 {environment.host} 上提供演示。请去掉 --demo，或让 HOST 为 127.0.0.1。")

    gc.disable()  # until the server runs: loading makes no garbage worth looking for, and looking is a tenth of the start
    lean = import_module("shouhou.config.lean")
    lean.load_later("sqlparse")
    preparing.begin()
    preparing.refuse_damaged()
    alone = preparing.has_old_sqlite()
    lock = keeping.hold(alone=alone)
    if lock is None:
        sys.exit(f"{settings.DATA_DIR} 正被另一个进程使用（恢复备份，或 SQLite 版本太旧、只允许一个进程）。")
    if alone:
        print("· 注意：SQLite 版本低于 3.51.3，只允许一个进程写入（见 docs/decisions/0003）。", flush=True)
    lean.spare_the_command_line()
    server = import_module("shouhou.config.serve")
    listener = server.listen(environment.host, environment.port)
    if not preparing.is_current():
        preparing.aside(preparing.prepare)
    greeting = import_module("shouhou.config.greeting")
    if options.demo and not greeting.has_people():
        print("· 正在装入演示公司……", file=sys.stderr, flush=True)
        preparing.aside(_load_demo)
    if environment.is_public and greeting.has_demo_people():
        sys.exit("这个数据库里有密码公开的演示账号，不能对外提供服务。请换一个 DATA_DIR。")

    lines = greeting.demo_lines() if options.demo else greeting.first_steps(settings.PUBLIC_URL)
    connection.close()  # what serves from here on are other threads

    def ready() -> None:
        print("\n".join([f"售后云已启动：{_address(environment)}", *lines]), flush=True)

    worker = None if options.no_worker else import_module("shouhou.foundation.jobs.working").Worker()
    unguarded = import_module("shouhou.foundation.access.checks").every_route_is_guarded(None)
    if unguarded:
        sys.exit("\n".join(str(found) for found in unguarded))
    server.run(listener, worker=worker, ready=ready)
    lock.close()
    preparing.leave(0)
    return 0


def _load_demo() -> None:
    import_module("shouhou.demo.story").load()


def _address(environment: object) -> str:
    host = getattr(environment, "host", "127.0.0.1")
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{getattr(environment, 'port', 8000)}"
