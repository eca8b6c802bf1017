"""By which ways a person can be reached to prove who he is. A channel registers one; a way that is not ready is not offered."""

from __future__ import annotations

from typing import Any, Protocol

from shouhou.foundation.accounts.models import User


class Way(Protocol):
    """`code` is `email` or `sms`."""

    code: str
    label: Any

    def is_ready(self) -> bool:
        """Whether it is configured and works as far as is known."""
        ...

    def address_of(self, user: User) -> str:
        """Where this person is reached; "" when nowhere."""
        ...

    def send(self, *, name: str, address: str, subject: str, text: str, mark: str) -> str:
        """Hand a letter over and answer the other side's receipt. Raises `jobs.Retry` or `jobs.GiveUp`. `mark` marks doubles."""
        ...


_ways: dict[str, Way] = {}


def register(way: Way) -> None:
    """A channel announces itself at start."""
    _ways[way.code] = way


def ready() -> dict[str, Way]:
    """The ways that work now, by code."""
    return {code: way for code, way in _ways.items() if way.is_ready()}


class Texting(Protocol):
    """Short messages. They carry what the gateway has approved and nothing else: a code, or the secret of an invitation."""

    def is_ready(self) -> bool:
        """Whether codes can be sent."""
        ...

    def invites(self) -> bool:
        """Whether invitations can."""
        ...

    def mobile(self, text: str) -> str:
        """The number in the one spelling it is sent to; "" when it is no mobile."""
        ...

    def send_code(self, number: str, code: str, *, source: str, mark: str) -> str:
        """Hand a code over. `source` is where it was asked from. Raises `jobs.Retry` or `jobs.GiveUp`."""
        ...

    def send_invitation(self, number: str, token: str, *, mark: str) -> str:
        """Hand an invitation's secret over. Raises the same."""
        ...

    def tells(self) -> bool:
        """Whether a sentence can be sent."""
        ...

    def send_notice(self, number: str, text: str, *, mark: str) -> str:
        """Hand one sentence of at most 35 characters over. Raises the same."""
        ...


_texting: list[Texting] = []


def register_texting(one: Texting) -> None:
    """The channel for short messages announces itself at start."""
    _texting[:] = [one]


def texting() -> Texting | None:
    """Short messages, where they can be sent now."""
    return next((one for one in _texting if one.is_ready()), None)


def masked(address: str) -> str:
    """An address that its owner recognises and nobody else learns: `wa***@example.com`, `139****1234`."""
    if "@" in address:
        name, _at, host = address.partition("@")
        return f"{name[:2] if len(name) > 3 else name[:1]}***@{host}"
    return f"{address[:3]}****{address[-4:]}" if len(address) >= 9 else "****"
