"""No list is wider than what its rows allow, a right gives nothing beside itself, no form changes another kind of thing (rows 55, 58, 64)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict

from shouhou.foundation.access import Refused, can, grant
from shouhou.foundation.access.models import Role
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.accounts.models import User
from shouhou.foundation.grid import Asking, every, groups
from shouhou.foundation.grid.bulk import choose_rows, editable
from shouhou.foundation.grid.models import ChangedRow
from shouhou.foundation.grid.registry import GRIDS
from shouhou.support.tickets import actions
from shouhou.support.tickets.models import Ticket
from tests.abuse.addresses import Route
from tests.abuse.test_guards import pages
from tests.abuse.world import SECRET, World, undone

ALONE = ("tickets.read_queue", "tickets.accept", "knowledge.edit", "organizations.read", "products.read", "agreements.read", "assets.read", "jobs.read",
         "imports.run", "grid.export", "access.roles", "joining.decide", "notifications.read", "operations.read")


def shown(key: str, user: User) -> list[int]:
    grid = GRIDS[key]
    return [row["pk"] for part in every(grid, user, Asking.of(grid), 1000) for row in part]


@pytest.mark.abuse(55)
def test_no_list_is_wider_than_what_its_rows_allow(world: World) -> None:
    """Each list asks the same rule as its pages: nobody finds a row in it that the rule hides, nor counts one."""
    compared = 0
    for key, grid in GRIDS.items():
        for name, user in world.cast.people.items():
            rows = grid.rows(user)
            if not can(user, grid.capability) or not hasattr(rows.model.objects, "visible_to"):
                continue
            allowed = set(rows.model.objects.visible_to(user).values_list("pk", flat=True))
            assert set(shown(key, user)) <= allowed, f"{name}: {key}"
            for column in grid.columns:
                if column.groups:
                    asked = Asking.read(grid, user, QueryDict(f"group={column.key}"))
                    assert sum(one.count for one in groups(grid, user, asked).items) <= len(allowed), f"{name}: {key} by {column.key}"
            compared += 1
    assert compared > 60


@pytest.mark.abuse(55)
def test_a_consultant_has_his_own_and_the_waiting_nowhere_a_colleague_s(world: World) -> None:
    cast = world.cast
    waiting, mine = cast.ask(cast.yuanfang, title="等待的"), cast.accepted(cast.yuanfang, consultant=cast.guwen, title="我接的")
    assert {waiting.pk, mine.pk} <= set(shown("tickets", cast.guwen)) and world.foreign.pk not in shown("tickets", cast.guwen)
    client = cast.client(cast.guwen)
    for address in ("/workbench/tickets/", "/workbench/tickets/?tab=all", f"/workbench/tickets/?q={SECRET}", f"/search/?q={SECRET}",
                    f"/workbench/search/?q={SECRET}"):
        answer = client.get(address)
        assert answer.status_code == 404 or f"{SECRET}标题" not in answer.content.decode(), address
    with pytest.raises(Refused):
        choose_rows(GRIDS["tickets"], Asking.of(GRIDS["tickets"]), {}, [str(mine.pk), str(world.foreign.pk)], by=cast.guwen)


def person_with(capability: str, number: int) -> User:
    user = User.objects.create_user(f"alone{number}", name="新员工")
    Role.objects.create(code=f"own-{number}", label=f"角色{number}", capabilities=[capability])
    grant(user, f"own-{number}")
    return user


@pytest.mark.abuse(58)
def test_one_right_gives_that_right_and_nothing_beside(world: World) -> None:
    """A person whose role holds a single right: every route that asks for another refuses, and no rule of rows takes it for a grant of all."""
    for number, capability in enumerate(ALONE):
        user = person_with(capability, number)
        assert [one for one in CAPABILITIES if can(user, one)] == [capability]
        world.cast.people[user.username] = user
        for route in guarded(world):
            status = world.ask(user.username, route, world.fill(route, real=True)).status_code
            assert route.capability == capability or status == 403, f"{capability} opens {route}"
        assert capability == "tickets.read_queue" or world.foreign.pk not in set(Ticket.objects.visible_to(user).values_list("pk", flat=True)), capability


def guarded(world: World) -> Iterator[Route]:
    return (route for route in pages(world) if route.capability in CAPABILITIES)


@pytest.mark.abuse(58)
def test_the_only_one_of_a_kind_is_given_nothing_for_it(world: World) -> None:
    """One consultant in the house, one company, no roles at all: being alone is no right."""
    cast = world.cast
    for name in ("guwen2", "zhuguan", "diaodu", "rexian"):
        cast.people[name].grants.all().delete()
    assert world.foreign.pk not in set(Ticket.objects.visible_to(cast.guwen).values_list("pk", flat=True))
    assert not Ticket.objects.visible_to(cast.people["zhuguan"]).exists()


@pytest.mark.abuse(64)
def test_a_form_of_one_list_changes_no_row_of_another(world: World) -> None:
    """The numbers of one kind posted to the form of another: not there, or its own row of that number, never the other's."""
    cast = world.cast
    grids = {key: grid for key, grid in GRIDS.items() if editable(grid, cast.admin) or editable(grid, cast.zhuguan)}
    assert len(grids) >= 2
    for user in (cast.admin, cast.zhuguan, cast.zhishi):
        for key, grid in grids.items():
            if not can(user, grid.capability) or not editable(grid, user):
                continue
            own = set(grid.rows(user).values_list("pk", flat=True))
            for other in GRIDS.values():
                strangers = [str(pk) for pk in other.rows(user).values_list("pk", flat=True) if pk not in own]
                for pk in strangers[:3]:
                    with pytest.raises(Refused):
                        choose_rows(grid, Asking.of(grid), {}, [pk], by=user)
            assert not ChangedRow.objects.filter(of__grid=key).exclude(row__in=own).exists()


@pytest.mark.abuse(64)
def test_every_form_that_names_a_number_acts_on_its_own_kind_alone(world: World) -> None:
    """Each route that takes a number gets the number of a question, by the person who may do most; the question stays as it is."""
    before = Ticket.objects.filter(pk=world.foreign.pk).values().get()
    sent: dict[str, Any] = {"action": "remove", "verb": "remove", "state": "closed", "value": "1", "column": "consultant", "kind": "tickets"}
    tried = 0
    for route in world.routes():
        if "/tickets/" in route.pattern or "/board/" in route.pattern or not route.slots or route.is_api:
            continue
        address = route.at([world.foreign.pk if parameter in {"pk", "import_id", "person_id", "organization_id"} else value.real
                            for (_b, parameter), value in zip(route.slots, world.named(route), strict=True)])
        for name in ("admin", "zhuguan", "guwen2"):
            client = world.cast.client(world.user(name))
            client.raise_request_exception = False
            with undone():
                status = client.post(address, sent).status_code
                assert status < 500, address
                assert before == Ticket.objects.filter(pk=world.foreign.pk).values().get(), f"{name}: {address} {status}"
                tried += status < 400
    assert tried > 20, "otherwise nothing was done at all"


@pytest.mark.abuse(64)
def test_a_bulk_change_goes_through_the_rules_of_what_it_changes(world: World) -> None:
    """A closed question is not handed over by its page, so not by a list of a thousand rows either."""
    cast = world.cast
    actions.close(world.foreign, by=cast.yuanfang)
    client = cast.client(cast.zhuguan)
    chosen = client.post("/grids/tickets/change/", {"pk": [str(world.foreign.pk)]})
    client.post(chosen.url, {"column": "consultant", "value": str(cast.guwen.pk)})
    assert ChangedRow.objects.get().state == "refused"
    world.foreign.refresh_from_db()
    assert world.foreign.assignee == cast.guwen2
