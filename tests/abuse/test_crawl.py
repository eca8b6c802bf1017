"""Not yours is the same as not there: on every address, by every method, for everyone (security rows 46, 47, 48, 50, 62, 66)."""

from __future__ import annotations

import pytest

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
