"""Pushes to open pages: one socket a tab, a hub in each process, a bus between processes.

A message is a hint ("ticket 12 changed"), small and without secrets; the page fetches what it may see. Pages that cannot
hold a socket poll `/live/poll`. Nothing here may make a write fail.
"""

from functools import partial
from typing import Any

from django.db import transaction

from shouhou.foundation.live.hub import HUB
from shouhou.foundation.live.policy import topic

__all__ = ["drop", "publish", "publish_on_commit", "topic"]


def publish(topic: str, message: dict[str, Any]) -> None:
    """Say `message` (JSON-able, under 7 kB) to every page that listens to `topic`; from any thread, at once."""
    HUB.publish(topic, message)


def publish_on_commit(topic: str, message: dict[str, Any]) -> None:
    """Say it when the surrounding transaction has committed; not at all when it is rolled back."""
    transaction.on_commit(partial(HUB.publish, topic, message), robust=True)


def drop(user_id: int) -> None:
    """Close this person's sockets everywhere: after sign-out everywhere, disabling, a change of rights."""
    HUB.drop(user_id)
