"""`shouhou import KIND FILE [--mapping field=column,…] [--set field=value,…] [--by USER]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from shouhou.foundation.access import Refused, can
from shouhou.foundation.accounts.models import User
from shouhou.foundation.imports.importer import importers
from shouhou.foundation.imports.models import Import, RefusedRow
from shouhou.foundation.imports.running import choose, prepare, run_now


def pairs(text: str) -> dict[str, str]:
    """`a=b,c=d` as a dict."""
    return {k.strip(): v.strip() for k, _, v in (part.partition("=") for part in text.split(",") if "=" in part)}


def importer_person(username: str, capability: str) -> User:
    """The named person, or the first who may import this."""
    if username:
        found = User.objects.by_name(username)
        if found is None:
            sys.exit(f"没有用户“{username}”。")
        return found
    for user in User.objects.filter(is_active=True).order_by("id"):
        if can(user, capability):
            return user
    sys.exit("还没有可以导入的用户。请先 shouhou createadmin，或用 --by 指定。")


def run(arguments: list[str]) -> int:
    """Bring a file in, here and now, with progress on the terminal. Exit code 0 when every row was dealt with, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="shouhou import")
    parser.add_argument("kind", choices=sorted(importers()))
    parser.add_argument("file", type=Path)
    parser.add_argument("--mapping", default="", help="field=column,…  （不给出时按列名自动对应）")
    parser.add_argument("--set", default="", dest="constants", help="field=value,…")
    parser.add_argument("--by", default="", help="以哪个用户的名义导入")
    given = parser.parse_args(arguments)
    if not given.file.is_file():
        sys.exit(f"没有文件 {given.file}。")
    by = importer_person(given.by, importers()[given.kind].capability)
    try:
        made = prepare(given.kind, given.file, by=by, name=given.file.name)
        choose(made, {**made.mapping, **pairs(given.mapping)} if given.mapping else made.mapping, pairs(given.constants))
    except Refused as refused:
        sys.exit("；".join(refused.fields.values()) or refused.message)
    print("对应关系：" + "，".join(f"{k}={v}" for k, v in made.mapping.items()))
    Import.objects.filter(pk=made.pk).update(state=Import.State.RUNNING)
    made.state = Import.State.RUNNING
    run_now(made, lambda done, total: print(f"\r{done} / {total}", end="", file=sys.stderr, flush=True))
    print(f"\n共 {made.total} 行：新增 {made.added}，更新 {made.changed}，未变 {made.same}，被拒绝 {made.refused}。")
    for row in RefusedRow.objects.filter(of=made)[:20]:
        print(f"  第 {row.row} 行：{row.reason}")
    return 0
