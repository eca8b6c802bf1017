"""A throwaway S3: moto's server, as a process that can be killed."""

from __future__ import annotations

import http.client
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.machine import processes

NAME = "attachments"


@contextmanager
def running(port: int = 0) -> Iterator[dict[str, str]]:
    """An S3 with an empty bucket for as long as the block lasts, answered as the product's environment."""
    port = port or processes.free_port()
    home = Path(tempfile.mkdtemp(prefix="shouhou-s3-"))
    server = processes.start([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], log=home / "log", cwd=home)
    try:
        end = time.monotonic() + 30
        while not processes.listens(port):
            if time.monotonic() > end or server.poll() is not None:
                raise LookupError("the S3 double did not start: " + (home / "log").read_text(errors="replace")[-400:])
            time.sleep(0.05)
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        wire.request("PUT", f"/{NAME}")
        answer = wire.getresponse()
        assert answer.status == 200, answer.read()
        yield {"S3_BUCKET": NAME, "S3_ENDPOINT": f"http://127.0.0.1:{port}", "S3_ACCESS_KEY_ID": "key", "S3_SECRET_ACCESS_KEY": "secret"}
    finally:
        processes.stop(server)
        shutil.rmtree(home, ignore_errors=True)
