"""Giving a person another password, closing and opening an account. Who may is for the room that asks."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from shouhou.foundation.accounts import news, visits
from shouhou.foundation.accounts.ended import end_sessions
from shouhou.foundation.accounts.models import User


@transaction.atomic
def change_password(user: User, encoded: str, *, is_one_time: bool) -> None:
    """Keep `encoded` (made by `make_password`). All sessions of the person end; a one-time password must be changed at once."""
    user.password = encoded
    user.must_change_password = is_one_time
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    visits.end(user, tells=False)
    end_sessions(user)
    news.tell("password_changed", user, one_time=is_one_time)


@transaction.atomic
def disable(user: User) -> None:
    """The person cannot sign in any more, and is out with the next request."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user)


@transaction.atomic
def enable(user: User) -> None:
    """The person may sign in again, with the password as it was."""
    user.is_active = True
    user.save(update_fields=["is_active"])
