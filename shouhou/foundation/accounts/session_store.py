"""Sessions in the database, read with a statement that is compiled once: every page of everybody begins with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from shouhou.foundation.accounts.lightly import lightly
from shouhou.foundation.prepared import Prepared

_living = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), str, datetime)


TABLE = Session._meta.db_table
INSERT = f"INSERT INTO {TABLE} (session_data, expire_date, session_key) VALUES (%s, %s, %s)"  # noqa: S608
UPDATE = f"UPDATE {TABLE} SET session_data = %s, expire_date = %s WHERE session_key = %s"  # noqa: S608


class SessionStore(db.SessionStore):
    """What Django's does; the reading is prepared, and writing does not wait for the disk (`lightly`)."""

    def _get_new_session_key(self) -> str:
        return get_random_string(32, VALID_KEY_CHARS)  # 165 random bits: whether it is taken need not be asked

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = self.encode(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        until = connection.ops.adapt_datetimefield_value(self.get_expiry_date())
        try:
            with lightly(), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(INSERT if must_create else UPDATE, [data, until, self.session_key])
                is_there = cursor.rowcount > 0
        except IntegrityError:
            raise CreateError from None
        if not is_there:
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        with lightly():
            super().delete(session_key)

    def _get_session_from_db(self) -> Any:
        key = self.session_key
        found = _living.first(key, timezone.now()) if key and "\0" not in key else None
        if found is None:
            self._session_key = None
        return found
