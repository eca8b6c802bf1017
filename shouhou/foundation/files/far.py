"""Bytes in S3-compatible storage, under the same names as in DATA_DIR/files, which is then a cache of what was used last.

A store that does not answer must not stop the product: few may wait for it at a time, and after a failure nobody does for a while.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)
AT_ONCE = 3
"""Pages that may talk to the store at a time; the others are told that it is away when these do not come back soon."""
TURN_WITHIN = 1.0
HANGS = 3.0
"""Seconds after which a request that is not over is taken for a hanging one: nobody waits for a turn behind it."""
PAUSE = 20.0
"""Seconds in which nobody asks a store that failed."""
WITHIN = 30
"""Seconds for one request, which carries 5 MB at most on the way there."""
ASIDE = "aside"


class Away(Exception):
    """The store cannot be reached, or does not answer as it should."""


class Store:
    """A bucket. Each verb raises `Away` when the store does not do it."""

    def __init__(self, bucket: Any) -> None:
        self.name = f"s3://{bucket.name}" + (f"/{bucket.prefix}" if bucket.prefix else "")
        self.cache = bucket.cache
        self._bucket = bucket
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._closed_until = 0.0
        self._begun: dict[int, float] = {}
        self._opened: Any = None
        self._library: Any = None

    def keep(self, digest: str, path: Path) -> None:
        """Put the bytes of this file under their hash; they are there for good when this answers."""
        with self._asking() as (s3, store), path.open("rb") as file:
            s3.put(store, key(digest), file)

    def fetch(self, digest: str, path: Path) -> bool:
        """Write the bytes of this hash into the file; whether there are any. Bytes of another hash are as good as none."""
        for place in (key(digest), aside(digest)):
            with self._asking() as (s3, store):
                try:
                    found = s3.get(store, place)
                except self._missing:
                    continue
                hashed = sha256()
                with path.open("wb") as out:
                    for block in found.stream(min_chunk_size=1 << 20):
                        hashed.update(block)
                        out.write(block)
            if hashed.hexdigest() == digest:
                return True
            log.error("a file in the store has another content than its name says: %s", digest[:16])
        return False

    def size(self, digest: str) -> int | None:
        """How many bytes lie under this hash; None when there are none."""
        with self._asking() as (s3, store):
            try:
                return int(s3.head(store, key(digest))["size"])
            except self._missing:
                return None

    def names(self) -> Iterator[str]:
        """The hashes of everything that is kept."""
        yield from (digest for digest, _age in self.kept())

    def kept(self, folder: str = "") -> Iterator[tuple[str, float]]:
        """Each hash, and when its bytes came in (seconds since 1970); of those put aside with `folder`."""
        with self._asking() as (s3, store):
            for page in s3.list(store, prefix=folder or None):
                for one in page:
                    name = one["path"].rsplit("/", 1)[-1]
                    if len(name) == 64 and one["path"].startswith(ASIDE + "/") == bool(folder):
                        yield name, one["last_modified"].timestamp()

    def put_aside(self, digest: str) -> None:
        """Take bytes that no row names out of their place; they lie aside for a while, and are still found by `fetch`."""
        with self._asking() as (s3, store):
            s3.copy(store, key(digest), aside(digest))
            s3.delete(store, key(digest))

    def put_back(self, digest: str) -> None:
        with self._asking() as (s3, store):
            s3.copy(store, aside(digest), key(digest))
            s3.delete(store, aside(digest))

    def forget(self, digest: str) -> None:
        """Delete bytes that were put aside."""
        with self._asking() as (s3, store):
            s3.delete(store, aside(digest))

    @contextmanager
    def _asking(self) -> Iterator[tuple[Any, Any]]:
        now, mine = time.monotonic(), object()
        hangs = any(now - begun > HANGS for begun in tuple(self._begun.values()))
        if now < self._closed_until or not self._turns.acquire(timeout=0 if hangs else TURN_WITHIN):
            raise Away(self.name)
        self._begun[id(mine)] = now
        try:
            s3, store = self._open()
            yield s3, store
        except self._failures as bad:
            self._closed_until = time.monotonic() + PAUSE
            log.warning("the store of files does not answer: %s", type(bad).__name__)
            raise Away(self.name) from bad
        finally:
            del self._begun[id(mine)]
            self._turns.release()

    @property
    def _failures(self) -> tuple[type[Exception], ...]:
        return (self._library.exceptions.BaseError,) if self._library else ()

    @property
    def _missing(self) -> tuple[type[Exception], ...]:
        return (FileNotFoundError, self._library.exceptions.NotFoundError)

    def _open(self) -> tuple[Any, Any]:
        """The library, loaded with the first file: most processes of most installations never need it."""
        if self._opened is None:
            try:
                import obstore
                import obstore.store
            except ImportError as bad:
                raise Away("附件设在 S3，但没有安装 obstore：请运行 pip install obstore。") from bad
            self._library = obstore
            given = self._bucket
            self._opened = obstore.store.S3Store(
                given.name, prefix=given.prefix or None, endpoint=given.endpoint or None, region=given.region, access_key_id=given.key,
                secret_access_key=given.secret, virtual_hosted_style_request=False,
                client_options={"timeout": timedelta(seconds=WITHIN), "connect_timeout": timedelta(seconds=3),
                                "allow_http": given.endpoint.startswith("http://")},
                retry_config={"max_retries": 1, "retry_timeout": timedelta(seconds=5)})
        return self._library, self._opened


def key(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def aside(digest: str) -> str:
    return f"{ASIDE}/{digest}"


@lru_cache(maxsize=4)
def _store(bucket: Any) -> Store:
    return Store(bucket)


def store() -> Store | None:
    """The store that S3_BUCKET names; None when files lie in DATA_DIR."""
    return _store(settings.S3) if settings.S3 else None
