"""A gateway that is connected, and its own side of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shouhou.aftercare.notifications.breaker import BREAKER
from shouhou.channels.sms import gateway
from tests.doubles.sms import SmsGateway


@pytest.fixture
def sms(db: None) -> Iterator[SmsGateway]:
    """The gateway, connected."""
    gateway.kept.forget()
    BREAKER.answered("sms")
    with SmsGateway() as server:
        gateway.connect(by=None, **server.facts())
        yield server
    gateway.kept.forget()
