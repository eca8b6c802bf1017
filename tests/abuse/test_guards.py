"""The guard on every route, for every role: who lacks the capability does not get in, by any method (security rows 63, 72, 75)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from shouhou.foundation.access import PUBLIC, SIGNED_IN, can, grant, guard, revoke
from shouhou.foundation.accounts import tokens
from tests.abuse.addresses import Route
from tests.abuse.world import World
from tests.cast import STAFF, Cast

PEOPLE = ("jiahe", "jiahe-boss", *STAFF)


def pages(world: World) -> Iterator[Route]:
    return (route for route in world.routes() if not route.is_api)


def gaps(world: World) -> Iterator[str]:
    """Each route that answers somebody who may not come in there. The guard stands before the view, whatever the method."""
    for route in pages(world):
        if route.capability == PUBLIC:
            continue
        address = world.fill(route, real=True)
        for method in ("get", "post"):
            status = world.ask("", route, address, method).status_code
            if status not in {302, 401}:
                yield f"a visitor: {method.upper()} {address} {status}"
        for name in lacking(world, route):
            status = world.ask(name, route, address).status_code
            if status != 403:
                yield f"{name}: GET {address} {status}"


def lacking(world: World, route: Route) -> list[str]:
    """Those of PEOPLE who do not have what this route asks for."""
    return [] if route.capability == SIGNED_IN else [name for name in PEOPLE if not can(world.cast.people[name], route.capability)]


@pytest.mark.abuse(75)
def test_no_route_lets_in_who_lacks_its_capability(world: World) -> None:
    found = list(gaps(world))
    assert not found, "\n".join(found)


@pytest.mark.abuse(75)
def test_a_guard_that_lets_everybody_in_is_noticed_on_every_route(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof of the test above: with the guard's question answered yes, nobody who lacks a route's capability gets 403 from the guard."""
    guarded = [(route, people) for route in pages(world) if route.capability != PUBLIC and (people := lacking(world, route))]
    monkeypatch.setattr(guard, "can", lambda user, capability: True)
    missed = [str(route) for route, people in guarded if world.ask(people[0], route, world.fill(route, real=True)).status_code == 403]
    assert guarded
    assert not missed, missed


@pytest.mark.abuse(75)
def test_machines_without_a_token_get_nothing(world: World) -> None:
    for route in (r for r in world.routes() if r.is_api and not r.pattern.endswith("openapi.json")):
        for method in ("get", "post", "delete"):
            answer = world.ask("", route, world.fill(route, real=True), method)
            assert answer.status_code in {401, 404, 405}, f"{method} {route}: {answer.status_code}"


@pytest.mark.abuse(72)
def test_a_role_taken_away_is_gone_with_the_next_request(cast: Cast) -> None:
    client = cast.client(cast.guwen)
    assert client.get("/workbench/").status_code == 200
    revoke(cast.guwen, "consultant")
    assert client.get("/workbench/").status_code in {302, 403, 404}
    grant(cast.guwen, "consultant")
    assert client.get("/workbench/").status_code == 200


@pytest.mark.abuse(72)
def test_a_disabled_person_is_out_with_the_next_request(cast: Cast) -> None:
    client, secret = cast.client(cast.jiahe), tokens.issue(cast.jiahe, "crawl", ["*"])
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/tickets/open/").status_code == 200
    assert Client(headers=bearer).get("/api/v1/tickets").status_code == 200
    cast.jiahe.is_active = False
    cast.jiahe.save()
    assert client.get("/tickets/open/").status_code == 302
    assert Client(headers=bearer).get("/api/v1/tickets").status_code == 401


@pytest.mark.abuse(72)
def test_a_customer_moved_to_another_company_sees_what_is_there(cast: Cast) -> None:
    ticket = cast.ask(cast.jiahe_boss, title="公司的问题")
    client = cast.client(cast.jiahe_boss)
    assert client.get(f"/tickets/{ticket.number}/").status_code == 200
    cast.jiahe_boss.memberships.update(organization=cast.yuanfang_company)
    assert client.get(f"/tickets/{ticket.number}/").status_code == 404
