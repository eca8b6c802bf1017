"""What an address may say, and what it may not."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouhou.foundation.grid import Asking, Unreadable, groups, page
from shouhou.foundation.grid.sorting import write_mark
from tests.doubles.repairs import COLUMNS, Owner, Repair

KEYS = ["user__password__startswith", "owner__secret", "owner__name", "owner_id", "pk", "pk__in", "id",
        "_connector", "_negated", "name__regex", "or", "*", "", " ",
        "name\0", "姓名", "name)--", "1 OR 1=1", "-", "--name", "name;drop table", "NAME", "name ", "at__date", "secret", "_k0", "?", "extra", "x" * 5000]
"""Keys that reach a column's neighbours, Django's own words, or the database."""
RESTS = ("", "~is~1", "~has~*1", "~gt~2026-01-01", ",name", "~x")


def read(grid, text: str | QueryDict) -> Asking:
    return Asking.read(grid, None, QueryDict(text) if isinstance(text, str) else text)


def said(**parts: str | list[str]) -> QueryDict:
    query = QueryDict(mutable=True)
    for key, value in parts.items():
        query.setlist(key, value if isinstance(value, list) else [value])
    return query


@pytest.mark.abuse(65)
@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("shape", ["{}~is~1", "{}~startswith~a", "or~{}~has~a", "name~{}~a"])
def test_a_condition_knows_declared_columns_and_its_own_operators_alone(grid, key, shape):
    with pytest.raises(Unreadable) as no:
        read(grid, said(c=shape.format(key)))
    assert no.value.status == 400
    assert any("一" < c < "龥" for c in no.value.message)


@pytest.mark.abuse(65)
@pytest.mark.parametrize("key", [k for k in KEYS if k])
@pytest.mark.parametrize("name", ["sort", "group", "cols", "merge", "w"])
def test_sort_group_and_layout_know_declared_columns_alone(grid, key, name):
    if key == "--name" and name in ("sort", "group"):
        key = "---name"
    with pytest.raises(Unreadable):
        read(grid, said(**{name: key}))


@pytest.mark.abuse(65)
@pytest.mark.parametrize("key", ["user__password__startswith", "_connector", "pk__in", "owner__secret", "owner__secret__startswith", "order_by", "filter"])
def test_names_of_the_address_that_are_none_of_ours_change_nothing(grid, key):
    assert read(grid, said(**{key: "OR"})) == read(grid, "")
    with CaptureQueriesContext(connection) as asked:
        page(grid, None, read(grid, said(**{key: "OR"})))
    assert "secret" not in " ".join(q["sql"] for q in asked)


@pytest.mark.abuse(65)
@pytest.mark.parametrize("text", [
    {"c": ["name~is~a"] * 21}, {"c": "name~has~" + "x" * 201}, {"c": "name~has~" + "*" * 30}, {"c": "name~in~" + "|".join("a" * 101)}, {"q": "x" * 201},
    {"q": " ".join("abcdefghi")}, {"q": "a\0"}, {"q": "\ud800"}, {"sort": ",".join("name" for _ in range(9))}, {"group": "name,code,owner,state,times,fee"},
    {"open": ["a"] * 51, "group": "name"}, {"path": "a~b", "group": "name"}, {"path": "a"}, {"size": "-1"}, {"size": "1e9"}, {"size": "9" * 99}, {"view": "x"},
    {"c": "times~is~abc"}, {"c": "times~is~1e400"}, {"c": "times~gt~9999999999999999"}, {"c": "fee~is~NaN"}, {"c": "day~is~2026-02-30"}, {"c": "day~is~heute"},
    {"c": "at~is~0000-01-01"}, {"c": "at~is~2026-01-01 25:00"}, {"c": "paid~is~vielleicht"}, {"c": "paid~has~是"}, {"c": "state~is~unknown"},
    {"c": "state~lt~new"}, {"c": "fee~between~1"}, {"c": "fee~between~1..x"}, {"c": "times~has~\0"}, {"w": "name:wide"}, {"w": "name:-5"},
    {"after": "字"}, {"before": "x" * 5000}], ids=str)
def test_what_cannot_be_asked_is_refused_with_a_sentence(grid, text):
    with pytest.raises(Unreadable) as no:
        read(grid, said(**text))
    assert no.value.status == 400 and no.value.message


def test_a_day_out_of_the_calendar_is_refused_when_it_is_looked_for(grid):
    with pytest.raises(Unreadable):
        page(grid, None, read(grid, said(c="at~is~9999-12-31")))


@pytest.mark.parametrize("mark", [
    "x", "W10", write_mark([1]), write_mark([1, 2]), write_mark([None, "a"]), write_mark(["a", None]), write_mark([{}, 1]),
    write_mark([None, 2**70]), write_mark([None, True, 1]), "eyJhIjoxfQ", "W1tbW1tbW1tbW1tbW1tbXV1dXV1dXV1dXV1dXQ"])
def test_a_mark_we_did_not_write_is_refused(grid, mark):
    with pytest.raises(Unreadable):
        page(grid, None, read(grid, said(after=mark)))


def test_a_mark_of_another_order_is_refused(grid):
    for n in range(3):
        Repair.objects.create(name=f"n{n}", times=n)
    mark = page(grid, None, read(grid, "sort=name&size=1")).after
    with pytest.raises(Unreadable):
        page(grid, None, read(grid, said(sort="times", after=mark)))


@pytest.mark.abuse(65)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["q", "c", "sort", "group", "cols", "w", "merge", "open", "path", "after", "before", "size", "view"]),
                       st.lists(st.text(max_size=12) | st.sampled_from([c.key + rest for c in COLUMNS for rest in RESTS]), min_size=1, max_size=3),
                       max_size=6))
def test_any_address_is_answered_or_refused(grid, parts):
    try:
        asking = read(grid, said(**parts))
        page(grid, None, asking, asking.path)
        if len(asking.path) < len(asking.groups):
            groups(grid, None, asking, asking.path)
        assert read(grid, asking.address()[1:]) == asking
    except Unreadable as no:
        assert no.message


@pytest.mark.abuse(65)
def test_a_saved_view_is_read_again_and_what_is_gone_is_dropped_with_a_word(grid):
    view = {"words": "a", "conditions": [["and", "name", "has", "x"], ["and", "owner__secret", "is", "1"], ["or", "gone", "is", "1"],
                                            ["and", "times", "is", "3"], 7],
            "sort": ["-secret", "-times"], "groups": ["pk", "state"], "columns": ["name", "password"], "widths": {"name": 90, "x": 1}, "size": 50}
    asking, gone = Asking.from_json(grid, None, json.loads(json.dumps(view)))
    assert [str(c) for c in asking.conditions] == ["name~has~x", "or~times~is~3"]
    assert (asking.sort, asking.groups, asking.columns, asking.size) == (("-times",), ("state",), ("name",), 50)
    assert len(gone) == 7 and all(gone)
    for odd in ({}, {"conditions": "x"}, {"sort": [None, {}, []]}, {"widths": []}, {"widths": {"name": "x"}}, {"size": []}, {"columns": {"a": 1}},
                {"words": 5}):
        asking, _gone = Asking.from_json(grid, None, odd)
        assert page(grid, None, asking).rows == []


@pytest.mark.requirement("HX-1.2.5-03")
def test_no_more_rows_than_the_setting_and_the_page_says_so(grid, settings):
    Repair.objects.bulk_create(Repair(name=f"n{n}") for n in range(230))
    found = page(grid, None, read(grid, "size=9999"))
    assert (len(found.rows), found.total, found.is_cut) == (200, 230, True)
    settings.GRID_MAX_ROWS = 100
    assert len(page(grid, None, read(grid, "")).rows) == 100


def test_an_address_says_only_what_is_unusual_and_places_go_with_the_question(grid):
    assert read(grid, "").address() == "?"
    asking = read(grid, "q=a&after=abc&sort=name&group=state&open=new&path=new")
    assert asking.address() == "?q=a&sort=name&group=state&open=new&path=new&after=abc"
    assert asking.address(words="b") == "?q=b&sort=name&group=state&open=new&path=new"
    assert asking.address(groups=()) == "?q=a&sort=name"


def test_only_what_a_person_may_see_is_found_grouped_and_counted(grid):
    for name in ("甲", "乙"):
        owner = Owner.objects.create(name=name)
        for n in range(3):
            Repair.objects.create(name=f"{name}{n}", owner=owner)
    assert {row["name"][0] for row in page(grid, "甲", read(grid, "q=*")).rows} == {"甲"}
    assert page(grid, "甲", read(grid, "c=owner~is~乙")).rows == []
    assert page(grid, "甲", read(grid, "c=owner~is~乙&c=or~times~is~0")).total == 3
    assert [(g.value, g.count) for g in groups(grid, "甲", read(grid, "group=owner")).items] == [("甲", 3)]
    assert page(grid, "甲", read(grid, "group=owner"), ("乙",)).rows == []
