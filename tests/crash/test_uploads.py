"""D18: the product is killed while files come in. No row without its bytes, no bytes without a row once the sweep has been."""

from __future__ import annotations

import http.client
import json
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from hashlib import sha256

import pytest

from tests import house_server
from tests.crash.test_serve import signed_in
from tests.crash.under_fire import ROUNDS, house
from tests.machine import processes

KEPT = 40
"""Uploads that stay; those after them are thrown away at once."""
SWEEP = """
import time, django; django.setup()
from shouhou.foundation.files.jobs import swept
print(swept(now=time.time() + 10, young=0)["missing"])
"""


def upload(target, session: str, content: bytes) -> tuple[int, str]:
    """POST /files/ as a browser does; answers the status and, when it was taken, the token."""
    line = "a-line-between-parts"
    body = (f'--{line}\r\nContent-Disposition: form-data; name="draft"\r\n\r\ncrash\r\n--{line}\r\n'
            'Content-Disposition: form-data; name="file"; filename="日志.txt"\r\nContent-Type: text/plain\r\n\r\n').encode()
    body += content + f"\r\n--{line}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=20)
    mark = "x" * 32
    try:
        connection.request("POST", "/files/", body, {
            "Content-Type": f"multipart/form-data; boundary={line}", "Cookie": f"session={session}; csrftoken={mark}", "X-CSRFToken": mark,
            "Origin": f"http://127.0.0.1:{target.port}", "Accept": "application/json"})
        answer = connection.getresponse()
        told = answer.read()
        return answer.status, json.loads(told)["token"] if answer.status == 201 else ""
    finally:
        connection.close()


def remove(target, session: str, token: str) -> None:
    """Throw an upload away, so that there is room for more of them under the limit for one person."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=20)
    mark = "x" * 32
    try:
        connection.request("POST", f"/files/{token}/removal/", b"", {
            "Cookie": f"session={session}; csrftoken={mark}", "X-CSRFToken": mark, "Origin": f"http://127.0.0.1:{target.port}"})
        connection.getresponse().read()
    finally:
        connection.close()


@pytest.mark.durability("D18")
def test_killed_uploads_leave_rows_and_bytes_true_to_each_other(tmp_path):
    data = tmp_path / "data"
    acknowledged: set[str] = set()
    refused: list[int] = []
    over = threading.Event()
    with house(data) as target:
        session = signed_in(target, "jiahe")

        def client() -> None:
            while not over.is_set():
                target.up.wait(60)
                content = (os.urandom(20).hex() + "\n").encode() * random.randrange(100, 40000)
                try:
                    status, token = upload(target, session, content)
                    if status == 201 and len(acknowledged) >= KEPT:
                        remove(target, session, token)
                        continue
                except (OSError, http.client.HTTPException):
                    time.sleep(0.05)
                    continue
                if status == 201:
                    acknowledged.add(sha256(content).hexdigest())
                else:
                    refused.append(status)
                    time.sleep(0.2)

        threads = [threading.Thread(target=client, daemon=True) for _ in range(6)]
        for thread in threads:
            thread.start()
        for _ in range(ROUNDS):
            time.sleep(random.uniform(0.3, 1.2))
            target.kill()
            target.start()
        over.set()
        for thread in threads:
            thread.join(30)
        assert target.stop() == 0
    env = house_server.environment(data, 0) | {"DJANGO_SETTINGS_MODULE": "shouhou.config.settings"}
    swept = subprocess.run([sys.executable, "-c", SWEEP], env=env, cwd=processes.ROOT, capture_output=True, text=True)
    assert swept.stdout.split() == ["0"], swept.stderr
    base = sqlite3.connect(data / "shouhou.sqlite3")
    named = {row[0] for row in base.execute("SELECT sha256 FROM files_file")}
    base.close()
    kept = {path.name: path for path in (data / "files").rglob("*") if path.is_file()}
    assert acknowledged, f"no upload was taken: {set(refused)}"
    assert acknowledged <= named, "an answered upload is lost"
    assert set(kept) == named, "bytes without a row, or a row without bytes"
    assert all(sha256(path.read_bytes()).hexdigest() == name for name, path in kept.items())
