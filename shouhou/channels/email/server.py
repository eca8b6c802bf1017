"""EMAIL_URL, read: smtp://user:password@host:port?tls=1&from=service@example.com; smtps:// speaks TLS from the first byte."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

TIMEOUT = 20
"""Seconds the server may take for each answer."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over, and as whom."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    is_starttls: bool
    sender: str

    @classmethod
    def read(cls, url: str) -> Server | None:
        """The server of EMAIL_URL; None when it is empty, names no host, or is no address at all."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            return None
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            return None
        options = {k: v[-1] for k, v in parse_qs(parts.query).items()}
        user = unquote(parts.username or "")
        return cls(parts.hostname, port or (465 if parts.scheme == "smtps" else 25), user, unquote(parts.password or ""),
                   parts.scheme == "smtps", options.get("tls", "") in {"1", "true", "yes"}, options.get("from", "") or (user if "@" in user else ""))

    def hand_over(self, message: EmailMessage) -> None:
        """Give a message to the server. Raises smtplib.SMTPException or OSError."""
        safe = ssl.create_default_context()
        opened = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT, context=safe) if self.is_tls else smtplib.SMTP(
            self.host, self.port, timeout=TIMEOUT)
        with opened as wire:
            if self.is_starttls:
                wire.starttls(context=safe)
            if self.user and self.password:
                wire.login(self.user, self.password)
            wire.send_message(message)
