"""Addresses for the bytes of a document or a class: good for one person in one browser session, one file, one purpose, for a short time."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from shouhou.foundation.accounts.models import User

SALT = "documents.seal"
VIEW, SAVE, PLAY = "view", "save", "play"
GOOD_FOR = {VIEW: 15 * 60, SAVE: 5 * 60, PLAY: 4 * 3600}
"""Seconds. Viewer and player ask for a new address when their own has become old; a film asks again and again while it plays."""


def session_of(request: HttpRequest) -> str:
    """What stands for this browser's session, without telling its key."""
    return salted_hmac(SALT, request.session.session_key or "", algorithm="sha256").hexdigest()[:24]


def seal(request: HttpRequest, by: User, purpose: str, file_id: int) -> str:
    """What goes into the address."""
    return signing.dumps([purpose, file_id, by.pk, session_of(request)], salt=SALT, compress=False)


def holds(request: HttpRequest, by: User, purpose: str, file_id: int, given: str) -> bool:
    """Whether the address was made for this purpose, file, person and session, not too long ago."""
    try:
        said: Any = signing.loads(given[:400], salt=SALT, max_age=GOOD_FOR[purpose])
    except signing.BadSignature:
        return False
    return bool(said == [purpose, file_id, by.pk, session_of(request)])
