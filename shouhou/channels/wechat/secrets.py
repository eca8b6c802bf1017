"""Secrets at rest: sealed with a key derived from SECRET_KEY, opened only in memory (security row 44)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models


@lru_cache(maxsize=4)
def _box(secret_key: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"shouhou.channels.wechat").derive(secret_key.encode())
    return Fernet(urlsafe_b64encode(key))


def seal(text: str) -> str:
    """`text` as it may be stored; "" stays ""."""
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """What was sealed; "" when it was sealed under another SECRET_KEY or is broken: then it has to be entered again."""
    try:
        return _box(settings.SECRET_KEY).decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""


class SealedText(models.TextField):
    """A text that is plain on the object and sealed in the database, in backups and in exports."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value)) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        return unseal(value or "")

    def value_to_string(self, obj: models.Model) -> str:
        return seal(str(self.value_from_object(obj)))
