"""What a page is given of a request: PEP 3333's environment."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable
from typing import IO, Any

from shouhou.config.outflow import BLOCK

log = logging.getLogger(__name__)


class FileBody:
    """`wsgi.file_wrapper`: a page answers with an open file; it is read outside the page's thread when it has a descriptor."""

    def __init__(self, file: IO[bytes], block: int = BLOCK) -> None:
        self.file = file

    def __iter__(self) -> Iterable[bytes]:
        return iter(lambda: self.file.read(BLOCK), b"")

    def close(self) -> None:
        self.file.close()


def environ_of(scope: dict[str, Any], body: IO[bytes]) -> dict[str, Any]:
    """PEP 3333's environment. Header names with an underscore are left out: they could pass for others."""
    body.seek(0, os.SEEK_END)
    size = body.tell()
    body.seek(0)
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"], "SCRIPT_NAME": "", "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"), "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(server[0]), "SERVER_PORT": str(server[1] or 0),
        "REMOTE_ADDR": str(client[0]), "REMOTE_PORT": str(client[1] or 0),
        "wsgi.version": (1, 0), "wsgi.url_scheme": scope.get("scheme", "http"), "wsgi.input": body, "wsgi.errors": LOGGED,
        "wsgi.multithread": True, "wsgi.multiprocess": False, "wsgi.run_once": False, "wsgi.file_wrapper": FileBody,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin-1").replace("-", "_").upper()
        if b"_" in raw or name in ("CONTENT_LENGTH", "TRANSFER_ENCODING"):
            continue
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]}{'; ' if name == 'COOKIE' else ','}{text}" if key in environ else text
    environ["CONTENT_LENGTH"] = str(size)
    return environ


class _Logged:
    """`wsgi.errors`: goes to the log."""

    def write(self, text: str) -> int:
        if text.strip():
            log.error(text.rstrip())
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing waits."""


LOGGED = _Logged()
