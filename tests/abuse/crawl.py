"""The crawl: every address × the other company's objects × people who have no business there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.abuse.addresses import Route, plain
from tests.abuse.world import INSIDERS, INTERNAL, OUTSIDERS, SECRET, World

METHODS = ("get", "post", "patch", "delete")
TOLD = {("guwen", "/notices/"), ("rexian", "/notices/"), ("admin", "/workbench/notifications/")}
"""Consultants and the hotline were told of the question while it waited for anyone to accept it, and what they were told stays;
whoever looks after the sending sees the titles of what was sent."""
FROM_OUTSIDE = {"/wechat/bound/<int:pk>/removal/", "/documents/<int:pk>/bytes/<str:sealed>", "/documents/<int:pk>/file/<str:sealed>",
                "/courses/<int:pk>/bytes/<str:sealed>", "/courses/<int:pk>/file/<str:sealed>"}
"""Opened only by a session that WeChat itself has authorised, or by an address sealed for the reader's own session: the rooms' own tests
arrive there."""
NOWHERE, NO_NUMBER = "芒果空词", "OD888888888"
NOT_FOR_CUSTOMERS = ("jiahe", "jiahe-boss", "yuanfang", "yuanfang-boss", "")


def leaks(world: World, *, methods: Iterable[str] = METHODS) -> Iterator[str]:
    """Each place where somebody can tell the other company's object from one that does not exist."""
    for route in world.object_routes():
        real, unreal = world.fill(route, real=True), world.fill(route, real=False)
        for method in methods:
            for name in world.kept_from(route):
                there = world.ask(name, route, real, method)
                if there.status_code == 405:
                    break  # nobody has this method here
                nowhere = world.ask(name, route, unreal, method)
                if there.status_code >= 500:
                    yield f"{name or 'a visitor'}: {method.upper()} {real} broke"
                elif world.bare(route, there) != world.bare(route, nowhere):
                    yield f"{name or 'a visitor'}: {method.upper()} {real} {there.status_code}, for a missing one {nowhere.status_code}"
                elif method == "get" and there.status_code < 300:
                    yield f"{name or 'a visitor'}: {method.upper()} {real} {there.status_code} whatever it names"


def unreached(world: World) -> Iterator[str]:
    """Addresses of objects at which nobody arrives: the crawl would prove nothing there."""
    for route in world.object_routes():
        if route.pattern in FROM_OUTSIDE:
            continue
        address = world.fill(route, real=True)
        statuses = (world.ask(name, route, address, method).status_code for method in ("get", "post", "delete", "patch") for name in INSIDERS)
        seen: set[int] = set()
        for status in statuses:
            seen.add(status)
            if status not in {401, 403, 404, 405}:
                break
        else:
            yield f"{route} answers nobody: {sorted(seen)}"


def told(world: World, route: Route, name: str, query: str = "") -> str:
    """Everything this person reads at an address."""
    answer = world.ask(name, route, route.pattern + query)
    return answer.read.decode("utf-8", "replace") if answer.status_code < 400 else ""


def tales(world: World, queries: Iterable[str]) -> Iterator[str]:
    """Each list, home page, figure, search or export that tells of the other company's question to somebody it is kept from.

    `queries` may hold {secret} and {number}. What a page only echoes, such as the words in its search box, it echoes of a word
    that stands nowhere just as often.
    """
    for route in plain():
        for name in OUTSIDERS:
            if (name, route.pattern) in TOLD or world.ask(name, route, route.pattern).status_code >= 300:
                continue  # not for this person at all
            for query in queries:
                real, unreal = told(world, route, name, filled(query, SECRET, world.foreign.number)), ""
                if SECRET in real or world.foreign.number in real:
                    unreal = told(world, route, name, filled(query, NOWHERE, NO_NUMBER))
                if real.count(SECRET) > unreal.count(NOWHERE) or real.count(world.foreign.number) > unreal.count(NO_NUMBER):
                    yield f"{name or 'a visitor'}: {route}{query} tells of the other company's question"


def filled(query: str, secret: str, number: str) -> str:
    return query.replace("{secret}", secret).replace("{number}", number)


def notes(world: World) -> Iterator[str]:
    """Each address at which a customer reads an internal note."""
    for route in plain():
        for name in NOT_FOR_CUSTOMERS:
            if INTERNAL in told(world, route, name):
                yield f"{name}: {route}"
    for route in world.object_routes():
        address = world.fill(route, real=True)
        for name in NOT_FOR_CUSTOMERS:
            answer = world.ask(name, route, address)
            if answer.status_code >= 500 or INTERNAL in answer.read.decode("utf-8", "replace"):
                yield f"{name}: {address} {answer.status_code}"
