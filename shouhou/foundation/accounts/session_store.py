"""Sessions in the database, read with a statement that is compiled once: every page of everybody begins with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from shouhou.foundation.prepared import Prepared

_living = Prepared(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), str, datetime)


class SessionStore(db.SessionStore):
    """What Django's does; only the reading is prepared."""

    def _get_session_from_db(self) -> Any:
        key = self.session_key
        found = _living.first(key, timezone.now()) if key and "\0" not in key else None
        if found is None:
            self._session_key = None
        return found
