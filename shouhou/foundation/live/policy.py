"""Who may listen to what. A topic nobody has declared cannot be subscribed to."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

log = logging.getLogger(__name__)
Policy = Callable[[Any, str], bool]
POLICIES: dict[str, Policy] = {}
LONGEST = 120
"""Characters in a topic."""


def topic(name: str) -> Callable[[Policy], Policy]:
    """`@topic("notices")` on `may(user, rest) -> bool`: who may listen to `notices.7` or `notices:7` (rest is "7") or `notices` ("").

    The longest declared name that fits decides, so `tickets.queue` may be declared beside `tickets`.
    Asked when a page subscribes and again before a delivery when the last answer is older than a few seconds.
    """

    def declare(may: Policy) -> Policy:
        POLICIES[name] = may
        return may

    return declare


@topic("user")
def own(user: Any, rest: str) -> bool:
    """`user:<id>` is a person's own topic; pages ask for it as `me`."""
    return rest == str(user.pk)


def _find(name: str) -> tuple[Policy | None, str]:
    known, rest = name, ""
    while known not in POLICIES:
        cut = max(known.rfind("."), known.rfind(":"))
        if cut < 0:
            return None, ""
        known, rest = name[:cut], name[cut + 1 :]
    return POLICIES[known], rest


def may_listen(user: Any, name: str) -> bool:
    """Whether this person may hear this topic. A topic nobody declared, and a policy that fails, say no."""
    policy, rest = _find(name) if len(name) <= LONGEST else (None, "")
    if policy is None:
        return False
    try:
        return bool(policy(user, rest))
    except Exception:
        log.exception("policy of topic %s failed", name)
        return False
