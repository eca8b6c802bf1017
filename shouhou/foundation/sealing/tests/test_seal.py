from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouhou.foundation.events import record
from shouhou.foundation.events.models import Event
from shouhou.foundation.sealing import closing, latest, seal, strike, verify
from shouhou.foundation.sealing.chain import FIELDS, digest
from shouhou.foundation.sealing.models import Seal

pytestmark = [pytest.mark.durability("D32"), pytest.mark.abuse(150)]
LONG_AGO = timezone.now() - timedelta(days=1)


@pytest.fixture
def chain(db, monkeypatch):
    """Ten events a link, thirty-five of them sealed in four links."""
    monkeypatch.setattr(closing, "LINK", 10)
    Event.objects.all().delete()
    Event.objects.bulk_create([Event(verb=f"v.{n}", subject=f"thing:{n}", at=LONG_AGO + timedelta(seconds=n), data={"n": n, "名": "甲"}) for n in range(35)])
    assert seal() == 35
    return list(Event.objects.order_by("pk"))


def test_a_record_nobody_touched_is_whole(chain):
    found = verify()
    assert (found.is_whole, found.links, found.rows, found.struck) == (True, 4, 35, 0)
    assert latest().wrong == []
    assert seal() == 0


def test_what_is_young_waits(chain):
    Event.objects.create(verb="new", subject="x:1")
    assert seal() == 0
    Event.objects.create(verb="old, but after a young one", subject="x:1", at=LONG_AGO)
    assert seal() == 0, "the chain is in the order of numbers"
    assert verify().is_whole


CHANGES = {
    "verb": lambda e: Event.objects.filter(pk=e.pk).update(verb="other"),
    "subject": lambda e: Event.objects.filter(pk=e.pk).update(subject="thing:99"),
    "time": lambda e: Event.objects.filter(pk=e.pk).update(at=e.at + timedelta(microseconds=1)),
    "facts": lambda e: Event.objects.filter(pk=e.pk).update(data={"n": e.data["n"], "名": "乙"}),
    "gone": lambda e: e.delete(),
    "two changed places": lambda e: (Event.objects.filter(pk=e.pk).update(data={"n": 0}), Event.objects.filter(pk=e.pk + 1).update(data=e.data)),
    "taken away and another put in": lambda e: (e.delete(), Event.objects.create(pk=e.pk, verb="v", subject="thing:1", at=e.at)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_found_and_where(chain, change):
    CHANGES[change](chain[13])
    found = verify()
    assert found.wrong == [[chain[10].pk, chain[19].pk]]
    assert latest().wrong == found.wrong


def test_who_did_it_is_part_of_it(chain, cast):
    Event.objects.filter(pk=chain[0].pk).update(by=cast.admin)
    assert verify().wrong == [[chain[0].pk, chain[9].pk]]


def test_links_that_were_taken_away_are_missed(chain):
    Seal.objects.order_by("pk")[1].delete()
    assert len(verify().wrong) == 1
    Seal.objects.order_by("pk").first().delete()
    assert [chain[0].pk, chain[19].pk] in verify().wrong
    Seal.objects.all().update(made_at=LONG_AGO)
    Seal.objects.order_by("-pk").first().delete()
    assert [chain[30].pk, 0] in verify().wrong


def test_a_link_cannot_be_made_without_the_key(chain, settings):
    Event.objects.filter(pk=chain[33].pk).update(data={})
    Seal.objects.order_by("-pk").first().delete()
    key, settings.SECRET_KEY = settings.SECRET_KEY, "of somebody who has the database only" * 2
    assert seal() == 5
    settings.SECRET_KEY = key
    assert verify().wrong == [[chain[30].pk, chain[34].pk]]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the next key of the same installation", [key]
    assert verify().wrong == [[chain[30].pk, chain[34].pk]], "the others hold under the key that was replaced"


def test_what_the_law_wants_struck_is_struck_and_told(chain, cast):
    strike(chain[5], {"n": 5}, by=cast.admin)
    strike(chain[5], {}, by=cast.admin)
    found = verify()
    assert (found.is_whole, found.struck) == (True, 1)
    assert Event.objects.get(pk=chain[5].pk).data == {}
    told = Event.objects.filter(verb="event.struck").first()
    assert (told.by, told.subject) == (cast.admin, f"event:{chain[5].pk}")
    assert "甲" not in str(told.data)
    Event.objects.filter(pk=chain[5].pk).update(data={"n": 6})
    assert verify().wrong == [[chain[0].pk, chain[9].pk]], "what came after the last word is not covered by it"


def test_before_it_is_sealed_nothing_need_be_told(chain, cast):
    with transaction.atomic():
        young = record("v.young", cast.admin, by=cast.admin, phone="13900000000")
    strike(young, {}, by=None)
    assert not Event.objects.filter(verb="event.struck").exists()


WORDS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=8)
PLAIN = st.none() | st.booleans() | st.integers(-2**53, 2**53) | st.integers(-10**6, 10**6).map(lambda n: n / 64) | WORDS

TREE = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=5)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(WORDS, TREE, max_size=4))
def test_a_row_is_worth_the_same_on_either_database(db, data):
    at = timezone.now()
    made = Event.objects.create(verb="v", subject="x:1", at=at, data=data)
    row = Event.objects.values_list(*FIELDS).get(pk=made.pk)
    assert digest(row) == digest((made.pk, "v", "x:1", None, at, data))
    assert digest(row) != digest((*row[:5], {**data, "更": 1}))
