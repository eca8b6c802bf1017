"""bin/audit never takes silence for safety: against a source of our own that knows, is blind, odd or away."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.machine import processes

CANARIES = {"jinja2": "2.4.1", "lodash": "4.17.0"}


class Source:
    """Answers like OSV. `knows` maps names to versions that are vulnerable; `odd` replaces the whole answer."""

    def __init__(self) -> None:
        self.knows: dict[str, str] = dict(CANARIES)
        self.odd: bytes | None = None
        self.asked: list[str] = []
        source = self

        class Answers(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                queries = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
                source.asked += [one["package"]["name"] for one in queries]
                results = [{"vulns": [{"id": "OSV-1"}]} if source.knows.get(q["package"]["name"]) == q["version"] else {} for q in queries]
                body = source.odd if source.odd is not None else json.dumps({"results": results}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *given: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def source() -> Iterator[Source]:
    one = Source()
    threading.Thread(target=one.server.serve_forever, daemon=True).start()
    yield one
    one.server.shutdown()
    one.server.server_close()


def audit(url: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, processes.ROOT / "bin" / "audit"]
    return subprocess.run(command, env={"OSV_URL": url, "PATH": "", **env}, capture_output=True, text=True, timeout=60)


def test_all_is_checked_and_nothing_known(source):
    done = audit(source.url)
    assert done.returncode == 0, done.stderr
    assert {"django", "uvicorn"} <= set(source.asked)
    assert len(source.asked) > 100


def test_one_that_is_known_is_named(source):
    lock = (processes.ROOT / "requirements/run.lock").read_text().splitlines()
    version = next(line.split("==")[1].split()[0] for line in lock if line.startswith("django=="))
    source.knows["django"] = version
    done = audit(source.url)
    assert done.returncode == 1
    assert f"PyPI django {version}: OSV-1" in done.stdout


@pytest.mark.parametrize("missing", ["jinja2", "lodash"])
def test_a_source_that_does_not_know_the_canary_is_blind(source, missing):
    del source.knows[missing]
    done = audit(source.url)
    assert done.returncode == 3
    assert "NOT CHECKED" in done.stderr


@pytest.mark.parametrize("odd", [b"", b"{}", b'{"results": []}', b'{"results": null}', b"<html>", b"[]"])
def test_an_odd_answer_is_no_answer(source, odd):
    source.odd = odd
    assert audit(source.url).returncode == 3


def test_a_source_that_is_away_is_said():
    done = audit("http://127.0.0.1:1")
    assert done.returncode == 3
    assert "NOT CHECKED" in done.stderr


def test_a_line_without_a_version_is_said(source, tmp_path):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.lock").write_text("django @ https://example.com/django.whl\n")
    (tmp_path / "package-lock.json").write_text('{"packages": {"": {}, "node_modules/x": {"version": "1.0"}}}')
    assert audit(source.url, AUDIT_ROOT=str(tmp_path)).returncode == 3
    (tmp_path / "requirements" / "run.lock").write_text("")
    assert audit(source.url, AUDIT_ROOT=str(tmp_path)).returncode == 3


@pytest.mark.parametrize(("lock", "name", "version"), [("run", "jinja2", "2.4.1"), ("test", "jinja2", "2.4.1"), ("npm", "lodash", "4.17.0")])
def test_a_vulnerable_version_planted_into_a_copy_is_named(source, tmp_path, lock, name, version):
    """The whole of our own lock files, copied, with one package of an old version that everybody knows to be vulnerable."""
    shutil.copytree(processes.ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(processes.ROOT / "package-lock.json", tmp_path)
    assert audit(source.url, AUDIT_ROOT=str(tmp_path)).returncode == 0, "the copy as it is"
    if lock == "npm":
        path = tmp_path / "package-lock.json"
        held = json.loads(path.read_text())
        held["packages"][f"node_modules/deep/node_modules/{name}"] = {"version": version}
        path.write_text(json.dumps(held))
    else:
        path = tmp_path / f"requirements/{lock}.lock"
        path.write_text(path.read_text() + f"{name}=={version} \\\n    --hash=sha256:{'0' * 64}\n")
    done = audit(source.url, AUDIT_ROOT=str(tmp_path))
    assert done.returncode == 1 and f"{name} {version}: OSV-1" in done.stdout
