"""Sending bytes: whole or a range of them (RFC 9110 §14), in blocks, never read into memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

BLOCK = 1 << 18
RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")


def blocks(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as source:
        source.seek(start)
        while length > 0 and (block := source.read(min(BLOCK, length))):
            length -= len(block)
            yield block


def asked_range(header: str, size: int) -> tuple[int, int] | bool | None:
    """(first, last) of a single satisfiable range; None when there is none to obey; False when it cannot be satisfied."""
    found = RANGE.match(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if len(first) > 18 or len(last) > 18:
        return False
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else False
    if int(first) >= size or (last and int(last) < int(first)):
        return False
    return int(first), min(int(last), size - 1) if last else size - 1


def serve(request: HttpRequest, path: Path, *, mime: str, disposition: str, etag: str) -> HttpResponseBase:
    """Answer with a file of the store. Supports HEAD, If-None-Match, a single Range and If-Range."""
    size = path.stat().st_size
    tag = f'"{etag}"'
    answer: HttpResponseBase
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        wanted = asked_range(request.headers.get("Range", ""), size) if request.headers.get("If-Range", tag) == tag else None
        if wanted is False:
            answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
        else:
            first, last = wanted if isinstance(wanted, tuple) else (0, size - 1)
            length = last - first + 1
            body = blocks(path, first, length) if request.method != "HEAD" else iter(())
            answer = StreamingHttpResponse(body, status=206 if isinstance(wanted, tuple) else 200, content_type=mime)
            answer["Content-Length"] = str(length)
            if isinstance(wanted, tuple):
                answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["ETag"], answer["Accept-Ranges"], answer["Content-Disposition"] = tag, "bytes", disposition
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
