"""Bytes by their hash, under DATA_DIR/files; with a far store (S3) that folder holds what was used last.

A blob is written beside its place, flushed to the disk, put in place by rename, and the folder flushed: only then may a row name it
(durability D18).
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.foundation.access import Refused
from shouhou.foundation.files.far import Away, store

FULL = 0.90
"""Above this share of the disk uploads are refused, so that questions can still be taken …"""
SPARE = 5 << 30
"""… unless this many bytes are free."""
TIDY_EVERY = 600
"""Seconds between looks at the size of the cache of a far store, in each process that fills it."""
_tidied = [0.0]
AWAY = word("附件存储暂时连不上，请稍后再上传。问题单仍可提交。")
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
        if far := store():
            try:
                far.keep(digest.hexdigest(), temporary)
            except Away as bad:
                raise Refused(file=_(AWAY)) from bad
        place = path_of(digest.hexdigest())
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(temporary, place)
        for folder in (place.parent, place.parent.parent, base):
            flush_folder(folder)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size, place


@room_left()
def there(digest: str) -> Path | None:
    """Where the bytes of this hash can be read, brought here from the far store if need be; None when they are nowhere. Raises `Away`."""
    place, far = path_of(digest), store()
    if place.exists():
        if far:
            os.utime(place, (time.time(), place.stat().st_mtime))
        return place
    if far is None:
        return None
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = root() / f".{secrets.token_hex(8)}"
    try:
        if not far.fetch(digest, temporary):
            return None
        os.replace(temporary, place)
    finally:
        temporary.unlink(missing_ok=True)
    if time.monotonic() > _tidied[0] + TIDY_EVERY:
        _tidied[0] = time.monotonic()
        evicted(far.cache)
    return place


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


def evicted(most: int) -> int:
    """Files of the cache beyond so many bytes are deleted, those that nobody read for longest first; answers how many."""
    found = []
    for blob in all_blobs():
        try:
            state = blob.stat()
        except FileNotFoundError:
            continue
        found.append((max(state.st_atime, state.st_mtime), state.st_size, blob))
    over, gone = sum(size for _used, size, _blob in found) - most, 0
    for _used, size, blob in sorted(found):
        if over <= 0:
            break
        gone, over = gone + drop(blob), over - size
    return gone
