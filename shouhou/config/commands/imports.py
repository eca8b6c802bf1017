"""`shouhou import tickets FILE --mapping …`: a table into the product; what can be imported the rooms declare."""

from __future__ import annotations

from importlib import import_module

from shouhou.config import preparing


def run(arguments: list[str]) -> int:
    preparing.begin()
    preparing.prepare()
    return int(import_module("shouhou.foundation.imports.command").run(arguments) or 0)
