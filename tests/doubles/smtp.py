"""A mail server that takes every letter and keeps it.

    with Mailbox() as mail:
        …EMAIL_URL=mail.url…
        mail.link("wang@example.com")       # the newest link in a letter to this address
"""

from __future__ import annotations

import re
import socketserver
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Self

PATIENCE = 30.0


class Mailbox:
    """As much of RFC 5321 as a client that hands over one message needs."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    def link(self, address: str, after: int = 0) -> str:
        """The link in the newest letter to this address, waited for; only letters after the first `after` count."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for letter in reversed(self.letters[after:]):
                found = re.search(r"https?://\S+", letter.get_content())
                if address in str(letter["To"]) and found:
                    return found.group()
            time.sleep(0.1)
        raise AssertionError(f"no letter came to {address}")

    def __enter__(self) -> Self:
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 double\r\n")
                while line := self.rfile.readline():
                    verb = line[:4].upper()
                    if verb == b"QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    if verb != b"DATA":
                        self.wfile.write(b"250 ok\r\n")
                        continue
                    self.wfile.write(b"354 go on\r\n")
                    body = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        body += part
                    outer.letters.append(message_from_bytes(body, policy=policy.default))
                    self.wfile.write(b"250 taken\r\n")

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"smtp://127.0.0.1:{self._server.server_address[1]}?from=service@huicheng.example"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
