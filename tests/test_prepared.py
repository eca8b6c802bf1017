"""Statements compiled once give what the ORM gives, whatever the values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Value
from django.utils import timezone

from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.foundation.prepared import Prepared
from shouhou.registry.organizations.models import Organization
from shouhou.support.tickets.models import Ticket


def test_models_come_as_the_queryset_gives_them(cast):
    ready = Prepared(lambda pk: User.objects.filter(pk=pk), int)
    for user in (cast.jiahe, cast.admin):
        found = ready.first(user.pk)
        assert found == user
        assert {f.attname: getattr(found, f.attname) for f in User._meta.concrete_fields} == {
            f.attname: getattr(User.objects.get(pk=user.pk), f.attname) for f in User._meta.concrete_fields}
        assert not found._state.adding
    assert ready.first(0) is None


def test_joined_rows_come_along_without_another_statement(cast, django_assert_num_queries):
    company = Organization.objects.exclude(consultant=None).first() or cast.ask().organization
    company.consultant = cast.guwen
    company.save()
    ready = Prepared(lambda pk: Organization.objects.filter(pk=pk).select_related("consultant"), int)
    with django_assert_num_queries(1):
        assert ready.first(company.pk).consultant == cast.guwen
    company.consultant = None
    company.save()
    assert ready.first(company.pk).consultant is None


def test_annotations_stand_on_the_object(cast):
    ready = Prepared(lambda number: Ticket.objects.filter(number=number).annotate(word=Value("是")), str)
    assert ready.first(cast.ask().number).word == "是"


def test_columns_and_times(db):
    now = timezone.now()
    for n in range(3):
        Event.objects.create(verb=f"v{n}", subject="x:1", at=now + timedelta(hours=n), data={"n": n})
    ready = Prepared(lambda since, subject: Event.objects.filter(at__gt=since, subject=subject).order_by("id").values_list("verb", "at", "data"),
                     datetime, str)
    assert ready(now, "x:1") == list(Event.objects.filter(at__gt=now).order_by("id").values_list("verb", "at", "data"))
    assert [verb for verb, _at, _data in ready(now + timedelta(minutes=90), "x:1")] == ["v2"]
    assert ready(datetime(2100, 1, 1, tzinfo=UTC), "x:1") == []


@pytest.mark.parametrize("word", ["", "' OR 1=1 --", "%", "\\", "甲"])
def test_values_are_values(cast, word):
    ready = Prepared(lambda name: User.objects.filter(name=name).values_list("pk", "name"), str)
    assert ready(word) == list(User.objects.filter(name=word).values_list("pk", "name"))


def test_a_value_that_the_statement_changes_is_refused(db):
    with pytest.raises(ValueError, match="cannot be found"):
        Prepared(lambda word: User.objects.filter(name__contains=word), str)("甲")
    with pytest.raises(ValueError, match="cannot be found"):
        Prepared(lambda pk: User.objects.all(), int)(1)
    assert Prepared(lambda pk: User.objects.all(), int, maybe=frozenset({0}))(1) == list(User.objects.all())
