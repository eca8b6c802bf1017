"""Is the embedded database whole? Asked at each start, before anybody opens it, and never mended by itself.

SQLite takes a log (`-wal`) that was cut for one that simply ends earlier, and goes on without what was lost. The index of the log
(`-shm`), which a killed process leaves behind, still knows how many pages were committed: what it names must be there.
"""

from __future__ import annotations

import struct
import time
from pathlib import Path
from typing import Any

MAGIC = b"SQLite format 3\x00"
LOG_HEAD, FRAME_HEAD = 32, 24
BUDGET = 2.0
"""Seconds for looking through the pages at a start; the daily backup looks at all of them."""


def wrong_with(path: Path, library: Any) -> str:
    """What is wrong with the database at `path`, in a sentence; an empty one when nothing is, or when there is none. Nobody may have it open."""
    log, index = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    if not path.exists():
        return "数据库文件不见了，但它的日志还在" if log.exists() and log.stat().st_size else ""
    if path.stat().st_size == 0:
        return ""
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(MAGIC) or len(head) < 100:
        return "数据库文件的开头不对，它不是（或不再是）一个 SQLite 数据库"
    return cut_log(log, index) or cut_pages(path, head, log) or torn(path, library)


def cut_log(log: Path, index: Path) -> str:
    """Whether the log has lost what was committed into it: cut, replaced, or changed."""
    try:
        known = index.read_bytes()[:136]
    except OSError:
        return ""
    if len(known) < 136 or known[:48] != known[48:96]:
        return ""
    version, frames = struct.unpack_from("=I", known, 0)[0], struct.unpack_from("=I", known, 16)[0]
    salts, copied = known[32:40], struct.unpack_from("=I", known, 96)[0]
    if version != 3007000 or frames == 0:
        return ""
    if not log.exists() or log.stat().st_size < LOG_HEAD:
        return "" if copied >= frames else "数据库的日志（-wal）不见了，里面有已经提交、还没有写进数据库的内容"
    page_size = struct.unpack_from("=H", known, 14)[0] or 65536
    page_size = 65536 if page_size == 1 else page_size
    with log.open("rb") as file:
        head = file.read(LOG_HEAD)
        if head[16:24] != salts:  # a new round of the log has begun since
            return ""
        whole = intact(head, file, page_size, frames)
    return "" if whole >= frames or copied >= frames else f"数据库的日志（-wal）不完整：提交过 {frames} 页，只剩 {whole} 页是好的"


def intact(head: bytes, file: Any, page_size: int, most: int) -> int:
    """How many pages from the start of the log are as they were written, by their running sums."""
    form = ">" if head[3] & 1 else "<"
    first, second = struct.unpack(">II", head[24:32])
    for number in range(most):
        frame = file.read(FRAME_HEAD + page_size)
        if len(frame) < FRAME_HEAD + page_size or frame[8:16] != head[16:24]:
            return number
        words = struct.unpack(f"{form}{2 + page_size // 4}I", frame[:8] + frame[FRAME_HEAD:])
        for one, two in zip(words[::2], words[1::2], strict=True):
            first = (first + one + second) & 0xFFFFFFFF
            second = (second + two + first) & 0xFFFFFFFF
        if struct.pack(">II", first, second) != frame[16:24]:
            return number
    return most


def cut_pages(path: Path, head: bytes, log: Path) -> str:
    """Whether the file is shorter than it says. With a log it may be: the rest comes from there."""
    size = struct.unpack_from(">H", head, 16)[0]
    pages, size = struct.unpack_from(">I", head, 28)[0], 65536 if size == 1 else size
    has_log = log.exists() and log.stat().st_size > LOG_HEAD
    return f"数据库文件被截短了：应有 {pages} 页，只有 {path.stat().st_size // size} 页" if not has_log and path.stat().st_size < pages * size else ""


def torn(path: Path, library: Any, budget: float = BUDGET) -> str:
    """What SQLite itself finds in the pages, as far as it comes within the budget."""
    base = library.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    end = time.monotonic() + budget
    base.set_progress_handler(lambda: time.monotonic() > end, 20000)
    try:
        said = base.execute("PRAGMA quick_check(1)").fetchone()[0]
    except library.OperationalError as error:
        said = "ok" if "interrupted" in str(error) else str(error)
    except library.DatabaseError as error:
        said = str(error)
    finally:
        base.close()
    return "" if said == "ok" else f"数据库里有损坏的页：{said}"
