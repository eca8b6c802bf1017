"""The sessions of a person end: with a new password, when disabled, when taken out.

A session carries a fingerprint of the password and its person must be enabled, so it ends by itself with the next
request. What stays open without requests (sockets) belongs to rooms above this one; they listen here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from shouhou.foundation.accounts.models import User

listeners: list[Callable[[int], object]] = []
"""Each is called with the id of the person after the change is committed."""


def end_sessions(user: User) -> None:
    """Tell the listeners, once this transaction is through, that this person's open connections must close."""

    def tell() -> None:
        for listener in listeners:
            listener(user.pk)

    transaction.on_commit(tell)
