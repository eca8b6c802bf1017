"""Starting what is measured: the product and the floor, on the same data."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PASSWORD = "demo2026"


def data_of(size: int) -> Path:
    """The folder with `size` generated questions; made on first use."""
    folder = Path(os.environ.get("BENCH_DATA", str(ROOT / "data"))) / f"bench-{size}"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "complete").exists():
        subprocess.run([sys.executable, "-m", "shouhou", "demo", "--scale", str(size)], cwd=ROOT, check=True,
                       env={**os.environ, "DATA_DIR": str(folder)})
        (folder / "complete").touch()
    return folder


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Running:
    """A server that ends with the block."""

    def __init__(self, command: list[str], folder: Path, ready: str, *, port: int, extra: dict[str, str] | None = None) -> None:
        self.port, self.log = port, folder / "bench.log"
        self.began = time.perf_counter()
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=self.log.open("ab"), stderr=subprocess.STDOUT,
                                        env={**os.environ, "DATA_DIR": str(folder), "PORT": str(port), "PYTHONPATH": str(ROOT), **(extra or {})})
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{ready}", timeout=60).read()
                break
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - self.began > 120:
                    raise SystemExit(f"did not start: {self.log.read_text()[-2000:]}") from None
                time.sleep(0.01)
        self.started = time.perf_counter() - self.began

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def product(folder: Path, url: str = "") -> Running:
    """The product on its file, or on the PostgreSQL database at `url`."""
    port = free_port()
    return Running([sys.executable, "-m", "shouhou", "serve"], folder, "/login", port=port, extra={"DATABASE_URL": url} if url else None)


def floor(folder: Path) -> Running:
    port = free_port()
    return Running([sys.executable, "-m", "bench.floor.serve", str(port)], folder, "/list", port=port)
