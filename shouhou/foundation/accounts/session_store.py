"""Sessions in the database, read with a statement that is compiled once: every page of everybody begins with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import get_random_string

from shouhou.foundation.accounts.lightly import lightly
from shouhou.foundation.prepared import Prepared

_living = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), str, datetime)


class SessionStore(db.SessionStore):
    """What Django's does; the reading is prepared, and writing does not wait for the disk (`lightly`)."""

    def _get_new_session_key(self) -> str:
        return get_random_string(32, VALID_KEY_CHARS)  # 165 random bits: whether it is taken need not be asked

    def save(self, must_create: bool = False) -> None:
        with lightly():
            super().save(must_create=must_create)

    def delete(self, session_key: str | None = None) -> None:
        with lightly():
            super().delete(session_key)

    def _get_session_from_db(self) -> Any:
        key = self.session_key
        found = _living.first(key, timezone.now()) if key and "\0" not in key else None
        if found is None:
            self._session_key = None
        return found
