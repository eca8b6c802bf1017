"""Who may read a file: the room of its subject says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shouhou.foundation.accounts.models import User

Policy = Callable[[object, Any], bool]
"""(person, File) → whether."""
_policies: dict[str, Policy] = {}


def policy(subject_kind: str) -> Callable[[Policy], Policy]:
    """`@policy("ticket")` in a room's `file_policies.py`: may this person read this file of a ticket?"""

    def put(function: Policy) -> Policy:
        _policies[subject_kind] = function
        return function

    return put


def may_read(user: object, file: Any) -> bool:
    """A loose file is its uploader's alone; an attached one goes by its subject's policy, and without a policy is nobody's."""
    if not file.subject:
        return isinstance(user, User) and file.owner_id == user.pk
    decide = _policies.get(file.subject.partition(":")[0])
    return decide is not None and decide(user, file)
