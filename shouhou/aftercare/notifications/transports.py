"""The contract between this room and the channels that carry its messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from shouhou.foundation.accounts.models import User
from shouhou.foundation.jobs import Retry

if TYPE_CHECKING:
    from shouhou.aftercare.notifications.models import Delivery


class Away(Retry):
    """The other side does not answer at all. Nothing else is tried on this way for a while."""


class Transport(Protocol):
    """One way to a person. A channel registers one object of this shape."""

    code: str
    label: Any

    def is_ready(self) -> bool:
        """Whether it is configured at all; what is not is not offered and not tried."""
        ...

    def addresses(self, user: User) -> list[str]:
        """Where this person is reached; empty when nowhere. A person may have several (several WeChat users bound to one name)."""
        ...

    def send(self, delivery: Delivery) -> str:
        """Hand a delivery over and answer the other side's receipt.

        `delivery.dedup` goes along where the other side can refuse doubles. Raises `Away` when the other side does not
        answer, `jobs.Retry` for what else may work later and `jobs.GiveUp` for what never will.
        """
        ...


_transports: dict[str, Transport] = {}


def register(transport: Transport) -> None:
    """A channel's `transport.py` announces itself."""
    _transports[transport.code] = transport


def transports() -> dict[str, Transport]:
    """All transports by code, configured or not."""
    return dict(_transports)
