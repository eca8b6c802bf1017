"""The doorway of a room: the names others may use, fetched when they are first asked for.

Django imports a room's package before models exist, so a doorway may not import them outright.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def facade(package: str, names: dict[str, str]) -> Callable[[str], Any]:
    """A module `__getattr__` for `package`: `names` says which of its files holds which public name."""

    def fetch(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"{package} has no public name {name}")
        return getattr(import_module(f"{package}.{names[name]}"), name)

    return fetch
