"""Secrets of other parties at rest: encrypted with a key made from the installation's own secret."""

from __future__ import annotations

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken


def _box(key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(sha256(b"sealed:" + key.encode()).digest()))


def seal(text: str, key: str) -> str:
    """Encrypt; an empty text stays empty."""
    return _box(key).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str, key: str) -> str:
    """Decrypt; empty when nothing was sealed or the installation's secret has changed since."""
    try:
        return _box(key).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""
