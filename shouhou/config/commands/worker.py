"""`shouhou worker [--threads N]`: background jobs only, beside one or more `serve --no-worker`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from importlib import import_module

from django.conf import settings

from shouhou.config import keeping, preparing


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou worker", description="执行后台任务")
    parser.add_argument("--threads", type=int, default=3, help="同时执行几个任务（默认 3）")
    options = parser.parse_args(arguments)
    preparing.begin()
    if preparing.has_old_sqlite():
        sys.exit("SQLite 版本低于 3.51.3 时只允许一个进程写入：请由 shouhou serve 执行后台任务，或换用 PostgreSQL（docs/decisions/0003）。")
    preparing.refuse_damaged()
    lock = keeping.hold(alone=False)
    if lock is None:
        sys.exit(f"{settings.DATA_DIR} 正在恢复备份，请稍后再启动。")
    preparing.prepare()
    bus = import_module("shouhou.foundation.live.bus").connect(import_module("shouhou.foundation.live.hub").HUB)
    worker = import_module("shouhou.foundation.jobs.working").Worker(threads=max(1, min(64, options.threads)))
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    worker.start()
    print(f"后台任务已启动：{worker.name}", flush=True)
    ended.wait()
    worker.stop()
    if bus is not None:
        bus.stop()
    lock.close()
    preparing.leave(0)
    return 0
