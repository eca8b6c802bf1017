"""Statements compiled once give what the ORM gives, whatever the values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.models import Value
from django.utils import timezone

from shouhou.aftercare.notifications.models import Notice
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.foundation.prepared import Insertion, Prepared, insert_many, planned
from shouhou.registry.organizations.models import Membership, Organization
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


def test_a_row_is_inserted_as_save_would(cast):
    put, now = Insertion(Notice), timezone.now()
    facts = {"user": cast.guwen, "kind": "k", "title": "甲'乙%s", "text": "", "url": "/x/", "subject": "ticket:1"}
    one = put(Notice(dedup="one", created_at=now, **facts))
    other = Notice.objects.create(dedup="other", created_at=now, **facts)
    assert not one._state.adding
    assert one.pk == other.pk - 1
    names = [field.attname for field in Notice._meta.concrete_fields if field.attname not in ("id", "dedup")]
    assert Notice.objects.values_list(*names).get(pk=one.pk) == Notice.objects.values_list(*names).get(pk=other.pk)
    one.title = "丙"
    one.save()
    assert Notice.objects.get(pk=one.pk).title == "丙"


def test_an_inserted_row_has_what_its_fields_make_themselves(cast):
    plain = Ticket.objects.get(pk=cast.ask(title="曾先生的凭证").pk)
    again = Insertion(Ticket)(Ticket(number="OD9", organization=plain.organization, title=plain.title, extra={"列": "值"}))
    found = Ticket.objects.get(pk=again.pk)
    assert (found.sort_key, found.extra) == (plain.sort_key, {"列": "值"})


def test_what_the_database_makes_itself_is_refused(cast, monkeypatch):
    monkeypatch.setattr(Notice._meta.get_field("title"), "db_default", "无题")
    with pytest.raises(ValueError, match="more than its row"):
        Insertion(Notice)(Notice(user=cast.guwen, dedup="one"))


def test_rows_by_a_kept_plan_are_the_rows_of_the_queryset(cast):
    tickets = [cast.ask() for _ in range(3)]
    rows = Ticket.objects.order_by("id").annotate(word=Value("是")).values_list("number", "asker__name", "created_at", "word")
    for _ in range(7):  # more often than PostgreSQL asks before it keeps a general plan
        assert planned(rows) == list(rows)
    assert len(planned(rows)) == len(tickets)
    assert planned(Ticket.objects.filter(pk__in=[]).values_list("id", "number")) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="plans are PostgreSQL's")
def test_postgresql_keeps_the_plan(cast):
    cast.ask()
    planned(Ticket.objects.filter(asker__name="of nobody else").values_list("number", "asker__name"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%tickets_ticket%%'")
        assert cursor.fetchone()[0] >= 1


@pytest.mark.django_db
def test_many_rows_come_as_bulk_create_writes_them(cast):
    now = timezone.now()

    def made(prefix):
        companies = [Organization(name=f"{prefix}{n}公司", name_key=f"{prefix}{n}", sort_key="x", created_at=now) for n in range(3)]
        people = [User(username=f"{prefix}{n}", username_key=f"{prefix}{n}", name="单田芳", created_at=now) for n in range(3)]
        pairs = enumerate(zip(people, companies, strict=True))
        return companies, people, [Membership(user=u, organization=o, is_admin=not n, since=now) for n, (u, o) in pairs]

    def without_names(found):
        return [{k: v for k, v in one.items() if k not in {"name", "name_key", "sort_key", "username", "username_key"}} for one in found]

    def written(rows):
        kind, pks = type(rows[0]), [row.pk for row in rows]
        found = kind.objects.filter(pk__in=pks).order_by("pk")
        return [{f.attname: getattr(one, f.attname) for f in kind._meta.concrete_fields if not f.primary_key} for one in found]

    ours, theirs = made("甲"), made("乙")
    with transaction.atomic():
        for rows in ours:
            insert_many(rows)
        for rows in theirs:
            type(rows[0]).objects.bulk_create(rows)
    for mine, its in zip(ours[:2], theirs[:2], strict=True):
        assert without_names(written(mine)) == without_names(written(its))
    assert written(ours[1])[0]["sort_key"].endswith("shantianfang")
    pairs = enumerate(zip(*ours[:2], strict=True))
    assert [(m.user_id, m.organization_id, m.is_admin) for m in ours[2]] == [(u.pk, o.pk, not n) for n, (o, u) in pairs]
    assert not ours[0][0]._state.adding
    after = Organization.objects.create(name="后来公司", name_key="后来公司")
    assert after.pk > max(o.pk for o in (*ours[0], *theirs[0])), "keys that were taken are not given again"


@pytest.mark.django_db(transaction=True)
def test_many_rows_want_a_transaction():
    with pytest.raises(RuntimeError):
        insert_many([User(username="x", username_key="x")])
    insert_many([])


def test_json_and_times_are_prepared(db):
    now = timezone.now()
    rows = [Event(verb="v", subject=f"x:{n}", at=now, data={"n": [n, None, "单"]}) for n in range(3)]
    insert_many(rows)
    assert [(e.at, e.data) for e in Event.objects.filter(verb="v").order_by("id")] == [(now, {"n": [n, None, "单"]}) for n in range(3)]
