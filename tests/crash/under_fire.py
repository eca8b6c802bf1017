"""A real `serve` that gets killed, and clients that go on asking until they are answered."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import house_server
from tests.machine import processes

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "3"))
ANSWERS = int(os.environ.get("CRASH_ANSWERS", "40"))
"""How many answers at least each life of the server gives before it is killed. 20 rounds of 500 are the full measure of D1."""
QUESTION = {"title": "总账无法结账", "description": "结账时提示凭证断号。", "contact_name": "王敏", "contact_phone": "13900000000"}


def token(data: Path, username: str, **env: str) -> str:
    """A bearer token of this person, from the command line."""
    done = subprocess.run([sys.executable, "-m", "shouhou", "token", username], capture_output=True, text=True, cwd=processes.ROOT,
                          env=house_server.environment(data, 0, **env), check=True)
    return done.stdout.splitlines()[-1]


def question(target: House, secret: str) -> dict[str, Any]:
    """A question about the first product that this person's company has."""
    product = target.ask("GET", "/api/v1/products", secret=secret)[1]["items"][0]
    return {**QUESTION, "product": product["name"]}


class House:
    """`shouhou serve --demo` on its own data, which can be killed and started again at the same address."""

    def __init__(self, data: Path, *arguments: str, **env: str) -> None:
        self.data, self.port, self.env, self.arguments = data, processes.free_port(), env, arguments or ("--demo",)
        self.process: subprocess.Popen[bytes] | None = None
        self.up = threading.Event()

    def start(self) -> None:
        """Start and wait until it is healthy."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.process = processes.start([sys.executable, "-m", "shouhou", "serve", *self.arguments], log=self.data.parent / "serve.log",
                                       env=house_server.environment(self.data, self.port, **self.env), cwd=processes.ROOT)
        deadline = time.monotonic() + 60
        while not house_server.healthy(f"http://127.0.0.1:{self.port}"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("serve did not come up:\n" + (self.data.parent / "serve.log").read_text(errors="replace")[-3000:])
            time.sleep(0.05)
        self.up.set()

    def kill(self) -> None:
        """SIGKILL to the whole process group, as the out-of-memory killer or a pulled plug would."""
        assert self.process is not None
        self.up.clear()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        assert self.process is not None
        processes.stop(self.process)
        return self.process.returncode

    def ask(self, method: str, path: str, body: Any = None, *, secret: str = "", key: str = "", within: float = 20) -> tuple[int, Any]:
        """One request; answers status and JSON. Raises OSError or http.client.HTTPException when the server went away."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=within)
        headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {secret}"} if secret else {})
        if key:
            headers["Idempotency-Key"] = key
        data = None
        if body is not None:
            data, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        try:
            return answer.status, json.loads(text)
        except ValueError:
            return answer.status, text.decode(errors="replace")


@contextmanager
def house(data: Path, *arguments: str, **env: str) -> Iterator[House]:
    """A running house that is gone afterwards."""
    built = House(data, *arguments, **env)
    try:
        built.start()
        yield built
    finally:
        if built.process is not None:
            processes.stop(built.process, signal.SIGKILL)


@dataclass
class Witness:
    """What the clients know: what each key was answered with, and answers that should not have been."""

    answered: dict[str, str] = field(default_factory=dict)
    wrong: list[Any] = field(default_factory=list)
    interrupted: int = 0


def besiege(target: House, secret: str, *, clients: int, answers: int, kills: int, body: Callable[[], dict[str, Any]]) -> Witness:
    """Clients submit questions, each under its own key until it is answered, while the server is killed at random moments,
    each time after at least `answers` more answers."""
    seen, over, lock = Witness(), threading.Event(), threading.Lock()

    def client() -> None:
        while not over.is_set():
            key = uuid.uuid4().hex
            question = body()
            while True:
                target.up.wait(60)
                try:
                    status, answer = target.ask("POST", "/api/v1/tickets", question, secret=secret, key=key)
                except (OSError, http.client.HTTPException):
                    with lock:
                        seen.interrupted += 1
                    time.sleep(0.05)
                    continue
                with lock:
                    if status == 201:
                        seen.answered[key] = answer["number"]
                    elif status != 503:
                        seen.wrong.append((status, answer))
                if status != 503:
                    break
                time.sleep(0.2)

    threads = [threading.Thread(target=client, daemon=True) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for _ in range(kills):
        goal, deadline = len(seen.answered) + random.randint(answers, answers + answers // 2), time.monotonic() + 180
        while len(seen.answered) < goal and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(random.uniform(0, 0.1))
        target.kill()
        target.start()
    time.sleep(1)
    over.set()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return seen
