"""`shouhou move postgresql://…`: the embedded database into PostgreSQL, with a count and a hash of every table and file.

`shouhou move --files`: the attachments in DATA_DIR into the bucket of S3_BUCKET. Each is read back and compared with its hash; what is
there already is left, so that it can be called again. The files in DATA_DIR stay, as the cache that they are from then on.

The source is only read. For the database nothing may be running meanwhile; the target's tables must hold nobody. Copying is one transaction of the
target: a failure leaves it as it was.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import import_module
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from shouhou.config import keeping, preparing
from shouhou.config.databases import Unknown, database

PREPARE = "from shouhou.config import preparing; preparing.begin(); preparing.prepare(say=False)"


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou move", description="从内置数据库搬到 PostgreSQL")
    parser.add_argument("target", nargs="?", help="目标数据库，例如 postgresql://用户:密码@主机/库名")
    parser.add_argument("--files", action="store_true", help="把附件搬到 S3_BUCKET 的存储桶，逐个核对")
    options = parser.parse_args(arguments)
    if options.files:
        return _files()
    if not options.target:
        parser.error("搬到哪里？给出 postgresql://…，或用 --files 搬附件。")
    try:
        wanted = database(options.target, preparing.settings.DATA_DIR)
    except Unknown:
        wanted = {"ENGINE": ""}
    if not wanted["ENGINE"].endswith("postgresql"):
        sys.exit("目标应当以 postgresql:// 开头。")
    preparing.begin()
    if not preparing.is_sqlite():
        sys.exit("现在用的不是内置数据库（DATABASE_URL 已经设置），没有什么可搬。")
    lock = keeping.hold(alone=True)
    if lock is None:
        sys.exit("售后云正在运行。请先停止它，再搬数据库。")
    if not preparing.is_current():
        sys.exit("数据库还不是这个版本的。请先启动一次售后云，完成升级，再搬。")
    environment = {**os.environ, "DATABASE_URL": options.target}
    done = subprocess.run([sys.executable, "-c", PREPARE], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"目标数据库不能用：{(done.stderr or done.stdout).strip()[-600:]}")
    moving = import_module("shouhou.config.moving")
    moved = _moved(moving, moving.connected(wanted))
    broken = moving.wrong_files()
    if broken:
        _say(f"· 注意：{len(broken)} 个附件的文件缺失或内容不符（搬之前就是这样）：{'、'.join(broken[:5])}")
    _say("· 重建查询索引……")
    done = subprocess.run([sys.executable, "-m", "shouhou", "reindex"], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"数据已搬完并核对无误，但索引没有建好：{(done.stderr or done.stdout).strip()[-600:]}\n请设置 DATABASE_URL 后运行 shouhou reindex。")
    lock.close()
    rows = sum(one.rows for one in moved.values())
    print(f"已搬完：{len(moved)} 张表，{rows:,} 行，逐表核对行数和内容一致。以后启动时设置 DATABASE_URL；附件仍在 {preparing.settings.DATA_DIR}。")
    return 0


def _moved(moving: Any, target: BaseDatabaseWrapper) -> dict[str, Any]:
    """Copy and compare, in one transaction of the target: what differs is taken back."""
    try:
        with target.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT 1 FROM accounts_user)")
            if cursor.fetchone()[0]:
                sys.exit("目标数据库里已经有用户。请换一个空的数据库。")
        target.set_autocommit(False)
        _say("· 复制……")
        copied = moving.copy(target, _say)
        _say("· 核对……")
        held = moving.held(target)
        differing = sorted(name for name in copied if copied[name] != held.get(name))
        if differing:
            target.rollback()
            sys.exit(f"核对不一致，已全部撤回：{'、'.join(differing)}")
        target.commit()
        for name, one in sorted(copied.items()):
            if one.rows:
                _say(f"  {name:<40} {one.rows:>10,} 行  {one.content:064x}"[:78])
        with target.cursor() as cursor:
            target.set_autocommit(True)
            cursor.execute("ANALYZE")
        return dict(copied)
    except DatabaseError as error:
        sys.exit(f"没有搬成，目标数据库保持原样：{str(error).strip()[:600]}")
    finally:
        target.close()


def _files() -> int:
    preparing.begin()
    far = import_module("shouhou.foundation.files.far")
    store = far.store()
    if store is None:
        sys.exit("请先设置 S3_BUCKET、S3_ENDPOINT、S3_ACCESS_KEY_ID、S3_SECRET_ACCESS_KEY。")
    try:
        moved, there, size, lost = import_module("shouhou.config.moving").move_files(store, _say)
    except far.Away as away:
        sys.exit(f"{away} 连不上或不接受写入：请检查 S3_* 设置。已经搬过去的不会丢，可以再运行一次。")
    if lost:
        sys.exit(f"{len(lost)} 个附件在 DATA_DIR 里缺失或内容损坏，没有搬：{'、'.join(lost[:5])}")
    print(f"已搬完：{moved} 个附件，{size / 1048576:.1f} MB，逐个读回核对一致；{there} 个早已在 {store.name}。")
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
