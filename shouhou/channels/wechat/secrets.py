"""Secrets at rest: sealed with a key made from SECRET_KEY, opened only in memory (security row 44)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from shouhou.foundation.kit.sealing import seal, unseal


class SealedText(models.TextField):
    """A text that is plain on the object and sealed in the database, in backups and in exports."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(str(value), settings.SECRET_KEY) if value else ""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str:
        return unseal(value or "", settings.SECRET_KEY)

    def value_to_string(self, obj: models.Model) -> str:
        return seal(str(self.value_from_object(obj)), settings.SECRET_KEY)
