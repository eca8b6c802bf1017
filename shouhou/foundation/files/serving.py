"""Sending bytes: whole or a range of them (RFC 9110 §14), by the server's own means, never read into memory."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

BLOCK = 1 << 18
RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z", re.A)


class Piece:
    """A part of an open file. It has the file's descriptor and stands where the part begins, so that a server can send it without us."""

    def __init__(self, source: BinaryIO, start: int, length: int) -> None:
        self._source = source
        self._left = length
        source.seek(start)

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes of what is left of the part."""
        block = self._source.read(min(self._left, BLOCK if size < 0 else size))
        self._left -= len(block)
        return block

    def fileno(self) -> int:
        return self._source.fileno()

    def tell(self) -> int:
        return self._source.tell()

    def close(self) -> None:
        self._source.close()


def asked_range(header: str, size: int) -> tuple[int, int] | bool | None:
    """(first, last) of a single satisfiable range; None when there is none to obey; False when it cannot be satisfied."""
    found = RANGE.match(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if len(first) > 18 or len(last) > 18:
        return False
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) and size else False
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        return False
    return int(first), min(int(last), size - 1) if last else size - 1


def piece_of(path: Path, start: int, length: int, *, status: int, mime: str) -> FileResponse:
    """A part of a file as an answer. The page's thread is free as soon as the server has the descriptor."""
    answer = FileResponse(Piece(path.open("rb"), start, length), status=status, content_type=mime)  # type: ignore[arg-type]
    answer.block_size = BLOCK
    answer["Content-Length"] = str(length)
    return answer


def serve(request: HttpRequest, path: Path, *, mime: str, disposition: str, etag: str, most: int = 0) -> HttpResponseBase:
    """Answer with a file of the store. Supports HEAD, If-None-Match, a single Range and If-Range.

    With `most`, a longer range is answered with its first so many bytes, as RFC 9110 §15.3.7 allows: the reader asks on where it wants more.
    """
    size = path.stat().st_size
    tag = f'"{etag}"'
    answer: HttpResponseBase
    if tag in request.headers.get("If-None-Match", "").replace(" ", "").replace("W/", "").split(","):
        answer = HttpResponse(status=304)
    else:
        wanted = asked_range(request.headers.get("Range", ""), size) if request.headers.get("If-Range", tag) == tag else None
        if wanted is False:
            answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        elif isinstance(wanted, tuple):
            first, last = wanted
            last = min(last, first + most - 1) if most else last
            answer = piece_of(path, first, last - first + 1, status=206, mime=mime)
            answer["Content-Range"] = f"bytes {first}-{last}/{size}"
        else:
            answer = piece_of(path, 0, size, status=200, mime=mime)
    answer["ETag"], answer["Accept-Ranges"], answer["Content-Disposition"] = tag, "bytes", disposition
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
