"""`shouhou reindex [KIND …]`: write the search index anew, here and now; goes on where it was cut off."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from shouhou.config import preparing


def run(arguments: list[str]) -> int:
    preparing.begin()
    rebuilding = import_module("shouhou.foundation.search.rebuilding")
    known = [*rebuilding.SOURCES, *rebuilding.RANKED]
    parser = argparse.ArgumentParser(prog="shouhou reindex", description="重建搜索索引，中断后再执行会接着做")
    parser.add_argument("kinds", nargs="*", metavar="kind", help="只重建这些种类：" + "、".join(known))
    options = parser.parse_args(arguments)
    if wrong := [kind for kind in options.kinds if kind not in known]:
        sys.exit(f"没有“{wrong[0]}”这一种，可以是：{'、'.join(known)}。")
    preparing.prepare()
    for kind in options.kinds or known:
        count = rebuilding.renew(kind, lambda done, kind=kind: print(f"\r{kind} {done}", end="", file=sys.stderr, flush=True))
        print(f"\r{kind}：{count} 条")
    return 0
