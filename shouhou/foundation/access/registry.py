"""The capabilities that exist, declared by their rooms."""

from __future__ import annotations

CAPABILITIES: dict[str, str] = {}


def declare(capabilities: dict[str, str]) -> None:
    """A room's `capabilities.py` names what can be allowed in it: code → label as a role editor shows it."""
    CAPABILITIES.update(capabilities)
