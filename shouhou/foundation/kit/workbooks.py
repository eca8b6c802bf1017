"""Excel workbooks: refused by their table of contents when they would grow too large, else copied row by row in a bounded child."""

from __future__ import annotations

import secrets
import subprocess
import sys
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.kit.unreadable import Unreadable

PACKED, UNPACKED, RATIO, ENTRIES = 20 << 20, 100 << 20, 100, 400
"""Bytes as sent, bytes unpacked, how many times larger, parts."""
MEMORY, SECONDS = 512 << 20, 60
SHEET = Path(__file__).with_name("sheet.py")
TOO_LARGE = word("这个 Excel 文件展开后过大，请拆分或另存为 CSV 再导入。")


def copy_of(path: Path) -> Path:
    """Where the rows of a workbook lie as JSON lines once it was read."""
    return path.with_name(path.name + ".jsonl")


def copied(path: Path, *, most: int) -> Path:
    """The rows of the first sheet as JSON lines beside the workbook; made at the first call. Raises `Unreadable`.

    Nothing is unpacked before the sizes in the package's table of contents were added up; the child may use 512 MB and a minute.
    """
    check(path)
    copy = copy_of(path)
    if copy.exists():
        return copy
    half = path.with_name(f".{copy.name}.{secrets.token_hex(4)}")
    try:
        done = subprocess.run([sys.executable, "-P", str(SHEET), str(path), str(half), str(MEMORY), str(most)],
                              capture_output=True, timeout=SECONDS, check=False)
        if done.returncode == 3:
            raise Unreadable(_("这个 Excel 文件超过 %(most)s 行，请拆分后再导入。") % {"most": most})
        if done.returncode != 0:
            raise Unreadable(_("这个 Excel 文件读不出来（可能加了密码或已损坏）。请另存为 CSV 再导入。"))
        half.replace(copy)
    except subprocess.TimeoutExpired as slow:
        raise Unreadable(_("这个 Excel 文件太复杂，一分钟内没有读完。请另存为 CSV 再导入。")) from slow
    finally:
        half.unlink(missing_ok=True)
    return copy


def check(path: Path) -> None:
    """Refuse what is no workbook, and bombs, by the package's table of contents alone."""
    packed = path.stat().st_size
    if packed > PACKED:
        raise Unreadable(_(TOO_LARGE))
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError) as bad:
        raise Unreadable(_("这个 Excel 文件已损坏，打不开。")) from bad
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > ENTRIES or unpacked > UNPACKED or unpacked > RATIO * max(packed, 1):
        raise Unreadable(_(TOO_LARGE))
    if not any(entry.filename.startswith("xl/") for entry in entries):
        raise Unreadable(_("这是压缩包，不是 Excel 表格。"))
