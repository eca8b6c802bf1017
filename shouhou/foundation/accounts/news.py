"""What this room tells those above it: somebody signed in or out, changed the password. They put it on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shouhou.foundation.accounts.models import User

Listener = Callable[[str, User, dict[str, Any]], object]
listeners: list[Listener] = []
"""Each is called with what happened (`signed_in`, `signed_out`, `password_changed`), to whom, and its facts (JSON)."""


def tell(what: str, user: User, **facts: Any) -> None:
    """Tell every listener."""
    for listener in listeners:
        listener(what, user, facts)
