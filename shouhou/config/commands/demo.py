"""`shouhou demo [--scale N]`: the demo company into an empty database; with N, that many questions of a made-up market as well."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from django.conf import settings

from shouhou.config import preparing


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou demo", description="装入演示数据")
    parser.add_argument("--scale", type=int, default=0, metavar="N", help="再生成 N 张问题单")
    options = parser.parse_args(arguments)
    if settings.ENV.is_public:
        sys.exit("演示账号的密码是公开的：HOST 不是本机地址时不能装入演示数据。")
    preparing.begin()
    preparing.prepare()
    greeting = import_module("shouhou.config.greeting")
    if greeting.has_people() and not greeting.has_demo_people():
        sys.exit("这个数据库里已经有正式账号，不能再装入演示数据。请换一个 DATA_DIR。")
    import_module("shouhou.demo.story").load()
    if options.scale > 0:
        import_module("shouhou.demo.scale").load(options.scale, _say)
        print()
    print("\n".join(greeting.demo_lines()))
    return 0


def _say(done: int, total: int | None = None, message: str = "") -> None:
    """Progress on one line of the terminal."""
    share = f"{done * 100 // total:3d}%" if total else ""
    print(f"\r{share} {done} {message}", end="", file=sys.stderr, flush=True)
