"""Every address of the product, pages and API alike, found by walking the resolver: a new route is crawled without being listed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from shouhou.faces.api.doors import operations

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """One route: its address with `<…>` for what varies, its name, and the capability it asks for ("" inside the API)."""

    pattern: str
    name: str
    capability: str

    @property
    def slots(self) -> tuple[tuple[str, str], ...]:
        """What varies: for each `<…>` the address up to it and its name, such as ("/tickets/", "number")."""
        return tuple((self.pattern[:found.start()], found[1]) for found in PARAMETER.finditer(self.pattern))

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("/api/")

    def at(self, values: Sequence[object]) -> str:
        """The address with these values, in order."""
        given = iter(values)
        return PARAMETER.sub(lambda found: str(next(given)), self.pattern)

    def __str__(self) -> str:
        return self.pattern


def walk(entries: list[URLPattern | URLResolver], prefix: str, *, is_api: bool) -> Iterator[Route]:
    for entry in entries:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry.url_patterns, where, is_api=is_api)
        elif not is_api and entry.name == "api":
            yield from walk(operations().url_patterns, "/api/v1/", is_api=True)
        else:
            yield Route(where, entry.name or "", "" if is_api else str(getattr(entry.callback, "capability", "")))


def routes() -> list[Route]:
    """All of them, in the order of the resolver."""
    return list(walk(get_resolver().url_patterns, "/", is_api=False))


def plain() -> list[Route]:
    """Those that name no object."""
    return [route for route in routes() if not route.slots]
