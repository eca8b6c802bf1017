"""D8: a question that is refused or breaks after it took its number gives the number back.

Planted bug that it must catch: the number taken in a transaction of its own (`numbering` outside the verb's) leaves a gap for each fault.
"""

from __future__ import annotations

import random
import sys
import threading

import pytest
from django.db import connections

from shouhou.foundation.numbering.models import Counter
from shouhou.support.tickets.models import Ticket
from tests.crash.threads import shared_database  # noqa: F401 - a fixture


class Fault(Exception):
    """What goes wrong after the number was taken."""


@pytest.mark.durability("D8")
def test_what_breaks_after_its_number_leaves_no_gap(shared_database, cast, monkeypatch):  # noqa: F811
    verb_of = sys.modules["shouhou.support.tickets.actions.ask"]  # the package's name for it is the verb itself
    real, faults, lock = verb_of.record, [], threading.Lock()
    chance = random.Random(8)

    def breaking(verb, *args, **kwargs):
        with lock:
            breaks = verb == "ticket.asked" and chance.random() < 0.4
        if breaks:
            faults.append(verb)
            raise Fault
        return real(verb, *args, **kwargs)

    monkeypatch.setattr(verb_of, "record", breaking)
    asked: list[str] = []

    def client() -> None:
        for _ in range(10):
            try:
                asked.append(cast.ask().number)
            except Fault:
                continue
        connections.close_all()

    threads = [threading.Thread(target=client) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(faults) > 10
    assert len(asked) + len(faults) == 80
    numbers = sorted(Ticket.objects.values_list("number", flat=True))
    assert numbers == [f"OD{n:09d}" for n in range(1, len(numbers) + 1)], "a gap or a double"
    assert set(asked) == set(numbers)
    assert Counter.objects.get(prefix="OD").last == len(numbers)
