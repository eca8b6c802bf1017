"""Whether anybody can sign in yet."""

from __future__ import annotations

from shouhou.foundation.accounts.models import User

_known = False


def has_people() -> bool:
    """Whether an account exists. Once it does it is not asked again: the last account is never deleted."""
    global _known
    if not _known:
        _known = User.objects.exists()
    return _known


def forget() -> None:
    """Ask again (tests begin with an empty database)."""
    global _known
    _known = False
