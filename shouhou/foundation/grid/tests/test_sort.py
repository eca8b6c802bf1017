"""Order as people read it, and pages that cost the same at any depth."""

from __future__ import annotations

import csv
import re
from datetime import date
from itertools import combinations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from shouhou.foundation.grid import Asking, every, groups, page
from shouhou.foundation.kit.pinyin import sort_key
from tests.doubles.repairs import Owner, Repair


def listed(grid, address: str, key: str) -> list[object]:
    return [row[key] for row in page(grid, None, Asking.read(grid, None, QueryDict(address))).rows]


def owned(*names: str) -> None:
    owners = [Owner(name=name) for name in names]
    for owner in owners:
        owner.save()
    Repair.objects.bulk_create(Repair(name=owner.name, owner=owner) for owner in owners)


@pytest.mark.requirement("HX-1.2.1-01")
def test_numbers_by_their_size(grid):
    Repair.objects.bulk_create(Repair(name=str(n), times=n, fee=n) for n in (10, 9, -2, 100, 0))
    assert listed(grid, "sort=times", "times") == [-2, 0, 9, 10, 100]
    assert listed(grid, "sort=-fee", "fee") == [100, 10, 9, 0, -2]
    owned("10号店", "9号店", "100号店")
    assert listed(grid, "sort=owner&c=owner~filled~", "owner") == ["9号店", "10号店", "100号店"]


@pytest.mark.requirement("HX-1.2.1-02")
def test_letters_without_case(grid):
    Repair.objects.bulk_create(Repair(name=name) for name in ("b", "A", "C", "a", "B"))
    assert [name.lower() for name in listed(grid, "sort=name", "name")] == ["a", "a", "b", "b", "c"]


@pytest.mark.requirement("HX-1.2.1-03")
def test_chinese_by_pinyin_character_by_character(grid):
    wanted = ["3号", "abc", "ABD", "阿坝", "北京", "陈一", "陈二二", "重庆", "仇和", "单雄信", "王安", "王芳", "曾国藩"]
    wanted[5:7] = ["陈二二", "陈一"]
    owned(*reversed(wanted))
    assert listed(grid, "sort=owner", "owner") == wanted
    assert listed(grid, "sort=-owner", "owner") == wanted[::-1]
    assert [group.value for group in groups(grid, None, Asking.read(grid, None, QueryDict("group=owner"))).items] == wanted


@pytest.mark.requirement("HX-1.2.1-03")
def test_the_order_is_that_of_the_consortium(grid, shared):
    with (shared / "data/collation/icu_zh_sort_sample.tsv").open(encoding="utf-8") as lines:
        names = [row["text"] for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)]
    names = [name for name in names if re.fullmatch("[\u4e00-\u9fff]+", name)]
    owners = Owner.objects.bulk_create(Owner(name=name, name_key=sort_key(name)) for name in reversed(names))
    Repair.objects.bulk_create(Repair(name=owner.name, owner=owner) for owner in owners)
    place = {name: at for at, name in enumerate(names)}
    asking = Asking.read(grid, None, QueryDict("sort=owner"))
    found = [place[row["owner"]] for part in every(grid, None, asking, 5000) for row in part]
    pairs = [a <= b for a, b in combinations(found, 2)]
    assert len(found) > 500
    assert sum(pairs) / len(pairs) > 0.96  # the rest are surnames and places, which ICU reads character by character


def test_empty_values_come_last_whichever_way(grid):
    Repair.objects.bulk_create(Repair(name=str(day), day=day) for day in (date(2026, 1, 2), None, date(2026, 1, 1), None))
    assert listed(grid, "sort=day", "day") == [date(2026, 1, 1), date(2026, 1, 2), None, None]
    assert listed(grid, "sort=-day", "day") == [date(2026, 1, 2), date(2026, 1, 1), None, None]


def test_a_page_counts_no_rows_before_it(grid):
    Repair.objects.bulk_create(Repair(name=f"{n % 7}", times=n) for n in range(60))
    asking = Asking.read(grid, None, QueryDict("sort=name,-times&size=9"))
    for _turn in range(6):
        asking = asking.change(after=page(grid, None, asking).after)
    with CaptureQueriesContext(connection) as asked:
        assert len(page(grid, None, asking).rows) == 6
    assert len(asked) <= 3
    assert not any("OFFSET" in query["sql"].upper() for query in asked)


@pytest.mark.requirement("HX-1.2.2-03")
def test_groups_are_paged_and_open_level_by_level(grid):
    Repair.objects.bulk_create(Repair(name=f"n{n % 23:02}", code="a" if n % 2 else None, times=n, fee="0.10") for n in range(230))
    asking = Asking.read(grid, None, QueryDict("group=name,-code&size=10&sort=-times"))
    first = groups(grid, None, asking)
    assert [group.value for group in first.items] == [f"n{n:02}" for n in range(10)] and first.total is None
    last = groups(grid, None, asking, after=groups(grid, None, asking, after=first.after).after)
    assert [group.value for group in last.items] == ["n20", "n21", "n22"] and not last.after
    inside = groups(grid, None, asking, ("n03",))
    assert [(group.value, group.count, str(group.sums["fee"])) for group in inside.items] == [("a", 5, "0.50"), (None, 5, "0.50")]
    assert inside.total == 2
    rows = page(grid, None, asking, ("n03", None)).rows
    assert [row["times"] for row in rows] == sorted((row["times"] for row in rows), reverse=True) and len(rows) == 5


def test_moments_are_grouped_by_the_day_of_the_house(grid):
    Repair.objects.create(name="夜", at="2026-03-01T16:30:00Z")
    Repair.objects.create(name="昼", at="2026-03-02T03:00:00Z")
    assert [(group.label, group.count) for group in groups(grid, None, Asking.read(grid, None, QueryDict("group=at"))).items] == [("2026-03-02", 2)]
    asking = Asking.read(grid, None, QueryDict("group=at&path=2026-03-02"))
    assert len(page(grid, None, asking, asking.path).rows) == 2
