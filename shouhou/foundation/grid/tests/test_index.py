"""The wildcard index: asked when it is whole, kept in the transaction, never wrong."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from shouhou.foundation import jobs
from shouhou.foundation.grid import Asking, forget, groups, index, indexing, page, rebuild, refresh
from shouhou.foundation.grid.models import WildcardIndex
from tests.doubles.repairs import INDEXED, Owner, Repair

TABLE = "grid_index_repairs_indexed"


def found(address: str = "q=084") -> list[str]:
    return sorted(row["name"] for row in page(INDEXED, None, Asking.read(INDEXED, None, QueryDict(address))).rows)


def asked(address: str) -> bool:
    """Whether the index was asked for rows."""
    with CaptureQueriesContext(connection) as queries:
        found(address)
    return any(TABLE in query["sql"] for query in queries)


@pytest.fixture
def rows(grid):
    owner = Owner.objects.create(name="重庆机电")
    Repair.objects.bulk_create([Repair(name="甲", code="2BY.5084.1044.1", owner=owner), Repair(name="乙", code="2BY.508.41044"), Repair(name="丙")])
    assert rebuild(INDEXED.key) == 3


def test_pieces_of_three_go_through_the_index_and_shorter_ones_do_not(rows):
    assert asked("q=084") and asked("c=code~has~2by*5084*4*1") and asked("c=code~is~2by.508.41044") and asked("c=name~has~084&c=or~owner~has~重庆机")
    assert not asked("q=08") and not asked("c=code~has~2b*50*4*1") and not asked("c=code~has~084&c=or~times~is~1") and not asked("")
    assert found("c=code~has~2by*5084*4*1") == ["甲"] and found("q=重庆机") == ["甲"] and found("q=508*4") == ["乙", "甲"]


def test_what_holds_the_pieces_but_not_the_pattern_is_not_found(rows):
    Repair.objects.create(name="反", code="1044.1 5084 2BY")
    refresh(INDEXED.key, list(Repair.objects.values_list("pk", flat=True)))
    assert found("c=code~has~2by*5084*044") == ["甲"]
    assert found("c=name~has~2by") == []


def test_groups_ask_it_too(rows):
    with CaptureQueriesContext(connection) as queries:
        listed = groups(INDEXED, None, Asking.read(INDEXED, None, QueryDict("q=5084&group=name")))
    assert [(group.value, group.count) for group in listed.items] == [("甲", 1)]
    assert any(TABLE in query["sql"] for query in queries)


def test_rows_are_refreshed_and_forgotten_with_their_verb(rows):
    third = Repair.objects.get(name="丙")
    third.code = "X.5084"
    third.save()
    refresh(INDEXED.key, [third.pk])
    assert found() == ["丙", "甲"]
    with pytest.raises(RuntimeError), transaction.atomic():
        Repair.objects.filter(pk=third.pk).update(code="")
        refresh(INDEXED.key, [third.pk])
        raise RuntimeError
    assert found() == ["丙", "甲"]
    Repair.objects.filter(pk=third.pk).delete()
    refresh(INDEXED.key, [third.pk])
    assert found() == ["甲"]
    forget(INDEXED.key, list(Repair.objects.values_list("pk", flat=True)))
    assert found() == []


def test_before_it_is_built_rows_are_read_and_writing_does_nothing(grid):
    one = Repair.objects.create(name="甲", code="5084")
    index(INDEXED.key, one.pk, "5084")
    refresh(INDEXED.key, [one.pk])
    assert not WildcardIndex.objects.exists()
    assert found() == ["甲"]
    rebuild(INDEXED.key)
    WildcardIndex.objects.update(is_whole=False)
    assert found() == ["甲"]
    if connection.vendor == "postgresql":
        assert not asked("q=084")


def test_the_job_builds_what_is_wanted_and_not_whole(grid):
    Repair.objects.create(name="甲", code="5084")
    jobs.enqueue("grid.tend", {})
    jobs.work_off()
    assert WildcardIndex.objects.get(grid=INDEXED.key).is_whole
    assert asked("q=084") and found() == ["甲"]


def test_an_old_library_reads_rows(grid, monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite alone has old libraries")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    Repair.objects.create(name="甲", code="5084")
    assert rebuild(INDEXED.key) == 0 and not WildcardIndex.objects.exists()
    assert found() == ["甲"]


def test_a_common_piece_is_read_in_order_and_not_counted(rows, monkeypatch):
    monkeypatch.setattr(indexing, "RARE", 0)
    monkeypatch.setattr(indexing, "FEW", 0)
    if connection.vendor == "postgresql":
        monkeypatch.setattr(indexing, "estimate_postgresql", lambda *_: 1)
    asking = Asking.read(INDEXED, None, QueryDict("q=508&size=1"))
    first = page(INDEXED, None, asking)
    assert first.is_cut and first.total is None
    assert len(page(INDEXED, None, asking.change(after=first.after)).rows) == 1


def test_odd_texts_are_indexed(grid):
    for text in ('"quoted" AND', "a\0b\0c", "NEAR(", "ΑΣΣ", "İİİ", "x" * 30, "\n\n\n", "'';--"):
        if "\0" in text and connection.vendor == "postgresql":
            continue
        Repair.objects.create(name="有", code=text)
        rebuild(INDEXED.key)
        query = QueryDict(mutable=True)
        query["q"] = text.split()[0][:20] if text.strip() and "\0" not in text else "*"
        assert page(INDEXED, None, Asking.read(INDEXED, None, query)).rows, text
        Repair.objects.all().delete()


def test_the_database_walks_the_index_for_a_pattern_of_three(rows):
    """What the database itself says of its way to the rows: no pass over them, neither before nor after rows changed."""
    for code in ("2BY.5084.1044.1", "Z.5084.9"):
        Repair.objects.filter(name="甲").update(code=code)
        refresh(INDEXED.key, list(Repair.objects.values_list("pk", flat=True)))
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(f"EXPLAIN QUERY PLAN SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", ['"508"'])
                plan = " ".join(str(line[-1]) for line in cursor.fetchall())
                assert "VIRTUAL TABLE INDEX" in plan and ":M" in plan, plan
            else:
                cursor.execute("SET LOCAL enable_seqscan = off")  # three rows are read faster than any index
                cursor.execute(f"EXPLAIN SELECT id FROM {TABLE} WHERE grams @> %s::int[]", [indexing.codes(["508"])])
                plan = " ".join(line[0] for line in cursor.fetchall())
                assert f"Bitmap Index Scan on {TABLE}_grams" in plan, plan
        assert asked("c=code~has~508") and found("c=code~has~508") == ["乙", "甲"]
    assert found("c=code~has~2by.5084") == []
    Repair.objects.filter(name="甲").delete()
    refresh(INDEXED.key, list(Repair.objects.values_list("pk", flat=True)))
    assert found("c=code~has~508") == ["乙"]
