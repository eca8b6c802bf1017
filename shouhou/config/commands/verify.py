"""`shouhou verify`: is the record of what happened as it was sealed? Exit code 2 when it is not."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from shouhou.config import preparing


def run(arguments: list[str]) -> int:
    argparse.ArgumentParser(prog="shouhou verify", description="核对操作记录。退出码：2 有改动，0 完整。").parse_args(arguments)
    preparing.begin()
    sealing = import_module("shouhou.foundation.sealing")
    found = sealing.verify(lambda done: print(f"\r{done}", end="", file=sys.stderr, flush=True))
    print("\r", end="", file=sys.stderr)
    print(f"{found.links} 段，{found.rows} 条，依法删去个人信息 {found.struck} 处")
    for first, last in found.wrong:
        print(f"✗ 第 {first}–{last} 条与封存时不同" if last else f"✗ 第 {first} 条以后没有封存")
    return 0 if found.is_whole else 2
