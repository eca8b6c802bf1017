"""What a page complains of, which a person would not see: console errors, broken scripts, refused content, failed requests."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

OF_A_RESPONSE = re.compile(r"Failed to load resource: the server responded with a status of")
SOCKET = re.compile(r"WebSocket connection to .*(closed before|failed: (Close received|WebSocket is closed))")


class Watch:
    """Collects complaints of all pages of a journey. `expect(409)` lets that answer pass, `excuse("text")` a complaint with it."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.complaints: list[str] = []
        self.expected: set[int] = set()
        self.excused: list[str] = []

    def expect(self, *statuses: int) -> None:
        """The journey provokes these refusals on purpose."""
        self.expected.update(statuses)

    def excuse(self, *texts: str) -> None:
        """The journey provokes complaints that contain one of these texts on purpose."""
        self.excused.extend(texts)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of this profile."""
        context.on("console", self._console)
        context.on("weberror", self._broken)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not OF_A_RESPONSE.search(message.text) and not SOCKET.search(message.text):
            self.complaints.append(f"console: {message.text}")
        elif message.type == "warning" and "Content Security Policy" in message.text:
            self.complaints.append(f"CSP: {message.text}")

    def _broken(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.status} {response.request.method} {response.url}")
        elif not response.url.startswith((self.base_url, "data:", "blob:")):
            self.complaints.append(f"left the machine: {response.url}")

    def _failed(self, request: Request) -> None:
        why = request.failure or ""
        if "ERR_ABORTED" not in why:  # a page that goes elsewhere drops what it still loads
            self.complaints.append(f"no answer: {request.method} {request.url} {why}")

    def verdict(self) -> None:
        """Fail with everything that was not expected."""
        left = [c for c in self.complaints if not any(text in c for text in self.excused)]
        assert not left, "pages complained:\n  " + "\n  ".join(dict.fromkeys(left))
