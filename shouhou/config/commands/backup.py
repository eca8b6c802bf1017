"""`shouhou backup [WHERE]`: the database, the attachments and the secret key, made while the product runs and checked after writing.

    shouhou backup             a folder auto-… in BACKUP_DIR; older ones of this name than the newest BACKUP_KEEP go
    shouhou backup FOLDER/     a folder shouhou-… in a folder that is there
    shouhou backup FILE        one tar file
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

from django.conf import settings

from shouhou.config import preparing
from shouhou.config.backup import manifest


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou backup", description="备份")
    parser.add_argument("where", nargs="?", default="", help="已有的目录（在其中新建一份备份）或文件名（写成一个 tar）；不写时放到 BACKUP_DIR，并清理旧的")
    parser.add_argument("--force", action="store_true", help="覆盖已有的文件")
    parser.add_argument("--progress", action="store_true", help="每一步打印一行 字节 总数 说明")
    options = parser.parse_args(arguments)
    preparing.begin()
    if hasattr(os, "nice") and options.progress:
        os.nice(10)  # asked for by the worker: people come first
    writing = import_module("shouhou.config.backup.writing")
    folder = Path(options.where or settings.BACKUP_DIR).absolute()
    is_file = bool(options.where) and not folder.is_dir() and not options.where.endswith("/")
    target = folder if is_file else manifest.named(folder, "shouhou" if options.where else "auto")
    if target.exists() and not options.force:
        sys.exit(f"{target} 已经存在；要覆盖请加 --force。")
    if is_file and not target.parent.is_dir():
        sys.exit(f"没有 {target.parent} 这个目录。")

    def say(done: int, total: int, sentence: str) -> None:
        if options.progress:
            print(done, total, sentence, flush=True)

    try:
        made = (writing.to_file if is_file else writing.to_folder)(target, say)
        gone = [] if options.where else writing.prune(folder, "auto", max(1, settings.BACKUP_KEEP))
    except writing.Unsound as wrong:
        sys.exit(str(wrong))
    except OSError as error:
        sys.exit(f"没有备份成：{error.strerror}（{error.filename}）。")
    import_module("shouhou.faces.operations.backups").note(made.size)
    rows = sum(one[0] for one in made.tables.values())
    lines = [f"已备份到 {target}：{len(made.files)} 个文件，{made.size / 1048576:.1f} MB；{len(made.tables)} 张表，{rows:,} 行；写完已逐一核对。"]
    if made.elsewhere:
        lines.append(f"附件在 {made.elsewhere}，不在这份备份里：请打开存储桶的版本保留或异地复制。")
    if gone:
        lines.append(f"已清理 {len(gone)} 份旧备份。")
    print("\n".join(lines))
    return 0
