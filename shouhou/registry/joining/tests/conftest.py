"""Registration opened for a test, and a way for letters that keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from shouhou.foundation.accounts.models import User
from shouhou.registry.joining import ways
from shouhou.registry.joining.models import Admission


class Postbox:
    """A way to people's mail addresses that keeps what it was given."""

    code, label = "email", "邮箱"

    def __init__(self) -> None:
        self.letters: list[dict[str, Any]] = []

    def is_ready(self) -> bool:
        return True

    def address_of(self, user: User) -> str:
        return user.email

    def send(self, **letter: Any) -> str:
        self.letters.append(letter)
        return letter["mark"]

    def link(self) -> str:
        """The path in the newest letter's link."""
        text = self.letters[-1]["text"]
        address = next(line for line in text.splitlines() if line.startswith("http"))
        return "/" + address.split("/", 3)[3]


class Phones:
    """Short messages that are kept."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.fault: Exception | None = None

    def is_ready(self) -> bool:
        return True

    def invites(self) -> bool:
        return True

    def tells(self) -> bool:
        return True

    def mobile(self, text: str) -> str:
        digits = re.sub(r"[\s+-]", "", text).removeprefix("86")
        return digits if re.fullmatch(r"1[3-9]\d{9}", digits) else ""

    def send_code(self, number: str, code: str, **_more: Any) -> str:
        if self.fault:
            raise self.fault
        self.sent.append((number, code))
        return "x"

    def send_invitation(self, number: str, token: str, *, mark: str) -> str:
        self.sent.append((number, token))
        return "x"

    def send_notice(self, number: str, text: str, *, mark: str) -> str:
        self.sent.append((number, text))
        return "x"


@pytest.fixture
def postbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    box = Postbox()
    monkeypatch.setitem(ways._ways, "email", box)
    return box


@pytest.fixture
def opened(cast: Any) -> Admission:
    """Registration is open and takes people at once."""
    return Admission.objects.create(is_open=True, proof=Admission.Proof.NONE)


@pytest.fixture
def filled() -> dict[str, str]:
    """Everything a person types."""
    return {"username": "wangmin", "password": "麦田里的三月风吹过", "again": "麦田里的三月风吹过", "name": "王敏",
            "company": "嘉禾实业", "email": "wangmin@example.com", "phone": "13912345678", "product": "财务助手", "agrees": "on"}


@pytest.fixture
def phones(monkeypatch: pytest.MonkeyPatch) -> Phones:
    made = Phones()
    monkeypatch.setattr(ways, "_texting", [made])
    return made


@pytest.fixture
def wang(cast: Any) -> User:
    """嘉禾's user with a mobile that nobody else has, written as people write it."""
    cast.jiahe.phone = "139-1234-5678"
    cast.jiahe.save()
    return cast.jiahe
