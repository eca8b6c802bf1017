"""The places of the product: left menu, top bar and the list under a person's name, by audience.

Audiences are `portal` and `workbench`. Beside the menu itself each has four smaller lists with the same rules:
`<audience>.search` (where `/` searches), `<audience>.new` (where `c` leads), `<audience>.notices` (the bell) and
`<audience>.me` (under the person's name).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

Badge = Callable[[Any], int | None]


@dataclass(frozen=True)
class Place:
    """One entry as a room declared it."""

    audience: str
    key: str
    label: Any
    url_name: str
    href: str
    icon: str
    capability: str
    badge: Badge | None
    parent: str | None
    order: int
    method: str
    phone: bool
    shown: Callable[[], bool] | None = None


@dataclass
class Item:
    """One entry as one person sees it on one page."""

    key: str
    label: str
    href: str
    icon: str
    badge: int | None
    method: str
    phone: bool
    active: bool = False
    children: list[Item] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether this entry or one below it is the page being read."""
        return self.active or any(child.active for child in self.children)


_places: dict[tuple[str, str], Place] = {}
_may: Callable[[Any, str], bool] | None = None


def add(audience: str, key: str, label: Any, url_name: str = "", icon: str = "", capability: str = "", badge: Badge | None = None,
        parent: str | None = None, order: int = 100, *, href: str = "", method: str = "get", phone: bool = False,
        shown: Callable[[], bool] | None = None) -> None:
    """Put a place into a menu. `label` is a lazy translation; it leads to `url_name` or `href`, or nowhere (a heading).

    Without `capability` everybody of the audience sees it. `badge(user)` is a count (None or 0 shows nothing) and must
    cost at most one statement. `parent` is the key of the entry above. `method="post"` makes it a button that posts.
    `phone=True` gives it one of the three free places of the bar at the foot of a phone. `shown()` says whether it stands there at
    all now, for places that need something to be set up first; it is asked on every page and must be cheap.
    """
    _places[audience, key] = Place(audience, key, label, url_name, href, icon, capability, badge, parent, order, method, phone, shown)
    _of.cache_clear()


def permitted_by(function: Callable[[Any, str], bool]) -> None:
    """Name who knows whether a person has a capability. Until then, entries with one are shown to nobody."""
    global _may
    _may = function


@lru_cache(maxsize=32)
def _of(audience: str) -> tuple[Place, ...]:
    return tuple(sorted((p for p in _places.values() if p.audience == audience), key=lambda p: (p.order, p.key)))


@lru_cache(maxsize=512)
def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def visible(audience: str, user: Any) -> list[tuple[Place, str]]:
    """The entries this person may see, in order, each with its address ("" for a heading)."""
    found = []
    for place in _of(audience):
        if place.capability and not (_may and _may(user, place.capability)):
            continue
        if place.shown and not place.shown():
            continue
        href = place.href or (_address(place.url_name) if place.url_name else "")
        if href or not place.url_name:
            found.append((place, href))
    return found


def tree(audience: str, request: HttpRequest) -> list[Item]:
    """The menu of this page: top entries with those below them, the one being read marked `active`.

    A heading with nothing under it is left out.
    """
    user = getattr(request, "user", None)
    items: dict[str, Item] = {}
    tops: list[Item] = []
    below: list[tuple[str, Item]] = []
    badges: list[tuple[Item, Badge]] = []
    for place, href in visible(audience, user):
        item = items[place.key] = Item(place.key, str(place.label), href, place.icon, None, place.method, place.phone)
        if place.badge:
            badges.append((item, place.badge))
        if place.parent:
            below.append((place.parent, item))
        else:
            tops.append(item)
    for parent, item in below:
        (items[parent].children if parent in items else tops).append(item)
    best = max(items.values(), key=lambda item: _nearness(item, request), default=None)
    if best and _nearness(best, request):
        best.active = True
    for item, count in badges:
        if item.href or item.children:
            item.badge = count(user) or None
    return [item for item in tops if item.href or item.children]


def _nearness(item: Item, request: HttpRequest) -> int:
    """How surely an entry is the page being read: 0 not at all; the same address counts more than one above it."""
    here, _, query = item.href.partition("?")
    if not here or item.method != "get":
        return 0
    if query:
        return 20_000 if request.get_full_path() == item.href else 0
    if request.path == here:
        return 10_000
    return len(here) if here.endswith("/") and here not in {"/", "/workbench/"} and request.path.startswith(here) else 0


def first(audience: str, request: HttpRequest) -> Item | None:
    """The first entry of a small list (`workbench.search`, …) that this person may see; None when there is none."""
    user = getattr(request, "user", None)
    for place, href in visible(audience, user):
        count = place.badge(user) if place.badge else None
        return Item(place.key, str(place.label), href, place.icon, count or None, place.method, place.phone)
    return None
