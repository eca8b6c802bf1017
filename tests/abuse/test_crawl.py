"""Not yours is the same as not there: on every address, by every method, for everyone (security rows 46, 47, 48, 50, 62, 66)."""

from __future__ import annotations

import pytest

from shouhou.support.board.actions import set_publicity
from shouhou.support.tickets.models import Entry, Ticket
from tests.abuse.addresses import plain, routes
from tests.abuse.crawl import leaks, notes, tales, told, unreached
from tests.abuse.world import SECRET, World


@pytest.mark.requirement("HJ-3-11")
@pytest.mark.abuse(46, 47, 50)
def test_what_is_not_yours_is_not_there(world: World) -> None:
    before = (Ticket.objects.filter(pk=world.foreign.pk).values().get(), Entry.objects.count())
    found = list(leaks(world))
    assert not found, "can be told from a missing one:\n" + "\n".join(found)
    assert before == (Ticket.objects.filter(pk=world.foreign.pk).values().get(), Entry.objects.count())


def test_every_address_is_understood(world: World) -> None:
    strange = [str(route) for route in routes() if not world.understands(route)]
    assert not strange, ("say in `things` of tests/abuse/world.py what a new parameter names (an object of the other company, and who may not see it), "
                         "or in WORDS that it only chooses a page:\n" + "\n".join(strange))


def test_the_crawl_arrives_everywhere(world: World) -> None:
    found = list(unreached(world))
    assert not found, "\n".join(found)


@pytest.mark.abuse(48, 50, 66)
def test_no_list_tells_of_another_company(world: World) -> None:
    found = list(tales(world, ["", "?q={secret}", "?q={number}", "?state=resolved&limit=100000"]))
    assert not found, "\n".join(found)


@pytest.mark.abuse(48)
def test_the_owner_does_find_it(world: World) -> None:
    """The control of the test above: the same crawl by its owner finds the secret."""
    assert any(SECRET in told(world, route, "yuanfang") for route in plain())


@pytest.mark.abuse(62)
def test_no_customer_reads_an_internal_note(world: World) -> None:
    found = list(notes(world))
    assert not found, "\n".join(found)


BOARD = ["", "?q={secret}", "?q={number}", "?tab=mine&q={secret}", "?tab=hot", "?tab=solved", "?tab=open", "?sort=number", "?c=title~has~{secret}"]


@pytest.mark.abuse(60)
@pytest.mark.parametrize("is_private", [True, False])
def test_where_questions_are_public_a_private_one_is_told_nowhere(world: World, is_private: bool) -> None:
    """Every page and every answer of the API that names no object, for everyone: list, search, count, feed. The control: a public one is told."""
    set_publicity("customers", with_earlier=True, by=world.cast.admin)
    Ticket.objects.filter(pk=world.foreign.pk).update(is_private=is_private, state="resolved")
    found = list(tales(world, BOARD))
    assert bool(found) is not is_private, "\n".join(found)
    for name in ("jiahe", "jiahe-boss"):
        client = world.cast.client(world.cast.people[name])
        for words in (SECRET, world.foreign.number):
            assert world.foreign.number not in client.post("/likely-answers/", {"title": words, "description": words}).content.decode()
