"""Bytes by their hash, under DATA_DIR/files.

A blob is written beside its place, flushed to the disk, put in place by rename, and the folder flushed: only then may a row name it
(durability D18).
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.access import Refused

FULL = 0.90
"""Above this share of the disk uploads are refused, so that questions can still be taken …"""
SPARE = 5 << 30
"""… unless this many bytes are free."""
NO_ROOM = word("服务器磁盘空间不足，暂时不能上传附件。问题单仍可提交。")


def root() -> Path:
    return Path(settings.DATA_DIR) / "files"


def path_of(digest: str) -> Path:
    """Where the bytes of this hash lie."""
    return root() / digest[:2] / digest[2:4] / digest


def flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def room_left() -> Iterator[None]:
    """A disk that fills up while we write is a refusal, not a fault."""
    try:
        yield
    except OSError as bad:
        if bad.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(file=_(NO_ROOM)) from bad
        raise


@room_left()
def keep(blocks: Iterable[bytes], *, largest: int) -> tuple[str, int, Path]:
    """Write bytes to the disk for good. Answers (hash, size, path). Refuses what is larger than `largest` bytes or finds the disk full."""
    base = root()
    base.mkdir(parents=True, exist_ok=True)
    usage = shutil.disk_usage(base)
    if usage.used / usage.total > FULL and usage.free < SPARE:
        raise Refused(file=_(NO_ROOM))
    temporary = base / f".{secrets.token_hex(8)}"
    digest, size = sha256(), 0
    try:
        with temporary.open("wb") as out:
            for block in blocks:
                size += len(block)
                if size > largest:
                    raise Refused(file=_("文件超过 %(largest)s MB。") % {"largest": largest >> 20})
                digest.update(block)
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
        place = path_of(digest.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, place)
        for folder in (place.parent, place.parent.parent, base):
            flush_folder(folder)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size, place


def drop(blob: Path) -> bool:
    """Delete one file of the store; whether it was still there."""
    try:
        blob.unlink()
    except FileNotFoundError:
        return False
    return True


def all_blobs() -> Iterator[Path]:
    """Every blob and leftover in the store."""
    if root().is_dir():
        for folder, _, names in os.walk(root()):
            yield from (Path(folder) / name for name in names)
