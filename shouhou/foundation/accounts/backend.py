"""Signing in by user name, compared as `normal_key` compares."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from shouhou.foundation.accounts.models import User
from shouhou.foundation.prepared import Prepared

_active = Prepared(lambda pk: User.objects.filter(pk=pk, is_active=True), int)


class ByUsername(BaseBackend):
    """One person, one user name, one password. An unknown name costs the same hash as a known one."""

    def authenticate(self, request: HttpRequest | None, username: str = "", password: str = "", **_: Any) -> User | None:
        user = User.objects.by_name(username)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        found: User | None = _active.first(user_id)
        return found
