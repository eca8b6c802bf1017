"""Words, conditions, order, pages and groups over random rows, against a plain model in Python."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shouhou.foundation.grid import Asking, every, groups, page, rebuild
from shouhou.foundation.kit.pinyin import sort_key
from tests.doubles.repairs import GRID, INDEXED, STATES, Owner, Repair

SIGNS = "aAbB1.%_\\*[]-^?' 曾重é É"
TYPED = "aAbB1.%_\\[]-^?曾重éÉ*"
SHANGHAI = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 3, 1, 15, 30, tzinfo=UTC)
some = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)

names = st.text(SIGNS, max_size=7)
rows = st.lists(st.fixed_dictionaries({
    "name": names, "code": st.none() | names, "state": st.sampled_from([value for value, _ in STATES]), "times": st.integers(-12, 12),
    "fee": st.none() | st.decimals(-20, 20, places=2), "day": st.none() | st.dates(date(2026, 2, 27), date(2026, 3, 2)),
    "at": st.none() | st.integers(0, 40).map(lambda hours: BEGIN + timedelta(hours=hours, microseconds=hours * 7)),
    "paid": st.none() | st.booleans(), "owner": st.none() | st.sampled_from(["曾国藩", "重庆", "abc", "ABD", "10号"])}), max_size=14)
typed = st.text(TYPED, min_size=1, max_size=4)
conditions = st.one_of(
    st.tuples(st.sampled_from(["name", "code"]), st.sampled_from(["has", "is", "not", "lt", "le", "gt", "ge"]), typed),
    st.tuples(st.sampled_from(["name", "code", "fee", "day", "at", "paid", "owner"]), st.sampled_from(["empty", "filled"]), st.just("")),
    st.tuples(st.just("times"), st.sampled_from(["is", "not", "lt", "le", "gt", "ge"]), st.sampled_from(["-3", "0", "2.5", "7"])),
    st.tuples(st.just("fee"), st.sampled_from(["is", "not", "lt", "le", "gt", "ge"]), st.sampled_from(["-3.25", "0", "1.005"])),
    st.tuples(st.just("times"), st.just("has"), st.sampled_from(["1", "-*1", "*"])),
    st.tuples(st.just("fee"), st.just("has"), st.sampled_from([".5", "1*0", "-1"])),
    st.tuples(st.just("day"), st.sampled_from(["is", "not", "lt", "le", "gt", "ge"]), st.sampled_from(["2026-02-28", "2026/3/1"])),
    st.tuples(st.just("day"), st.just("between"), st.just("2026-02-28..2026-03-01")),
    st.tuples(st.just("at"), st.sampled_from(["is", "not", "lt", "le", "gt", "ge"]), st.sampled_from(["2026-03-02", "2026-03-02 07:30"])),
    st.tuples(st.just("at"), st.just("has"), st.sampled_from(["03-02", "02 0*30"])),
    st.tuples(st.just("state"), st.sampled_from(["is", "not"]), st.sampled_from(["new", "已完工"])),
    st.tuples(st.just("state"), st.sampled_from(["has"]), st.sampled_from(["已", "完*", "没有"])),
    st.tuples(st.just("state"), st.just("in"), st.sampled_from(["new|sent", "done"])),
    st.tuples(st.just("paid"), st.sampled_from(["is", "not"]), st.sampled_from(["是", "0"])),
    st.tuples(st.just("owner"), st.sampled_from(["lt", "ge", "has"]), st.sampled_from(["重庆", "B"])))
joined = st.lists(st.tuples(st.sampled_from(["", "or~"]), conditions), max_size=5)
sorts = st.lists(st.sampled_from([sign + c for c in ("name", "code", "owner", "state", "times", "fee", "day", "at", "paid") for sign in ("", "-")]),
                 min_size=1, max_size=4, unique_by=lambda key: key.removeprefix("-"))


@dataclass
class Model:
    """What the grid should answer, over plain dicts."""

    rows: list[dict[str, Any]]

    @staticmethod
    def found(pattern: str, text: str | None) -> bool:
        pieces = [re.escape(piece) for piece in pattern.split("*")]
        return not pattern.strip("*") or (text is not None and re.search(".*".join(pieces), text, re.I | re.S) is not None)

    @staticmethod
    def shown(row: dict[str, Any], column: str) -> str | None:
        value = row[column]
        if value is None or isinstance(value, str | bool):
            return dict(STATES).get(value, value) if column == "state" else value
        if isinstance(value, datetime):
            return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
        return str(value) if isinstance(value, date | int) else f"{value:.2f}"

    def any_word(self, row: dict[str, Any], word: str) -> bool:
        return any(self.found(word, self.shown(row, c)) for c in ("name", "code", "owner", "state", "times", "fee", "day", "at")) or not word.strip("*")

    def holds(self, row: dict[str, Any], column: str, op: str, typed: str) -> bool:
        value = row[column]
        if op in ("empty", "filled"):
            return (value is None or value == "") == (op == "empty")
        if op == "has":
            return self.found(typed, self.shown(row, column))
        if op == "in":
            return value in typed.split("|")
        if op == "between":
            return value is not None and date(2026, 2, 28) <= value <= date(2026, 3, 1)
        ends = None
        if column in ("name", "code"):
            typed = typed.strip()
            if op in ("is", "not"):
                same = (value or "") == "" if not typed else value is not None and value.lower() == typed.lower()
                return same == (op == "is")
            wanted: Any = low(typed)
            value = None if value is None else low(value)
        elif column == "owner":
            wanted, value = sort_key(typed), None if value is None else sort_key(value)
        elif column in ("times", "fee"):
            wanted = Decimal(typed)
        elif column == "day":
            wanted = date(*map(int, re.split("[-/]", typed)))
        elif column == "at":
            wanted = datetime.fromisoformat(typed).replace(tzinfo=SHANGHAI)
            ends = wanted + (timedelta(minutes=1) if ":" in typed else timedelta(days=1))
        elif column == "paid":
            wanted = typed == "是"
        else:
            wanted = {"已完工": "done"}.get(typed, typed)
        if ends:
            if op in ("is", "not"):
                return (value is not None and wanted <= value < ends) == (op == "is")
            return value is not None and {"lt": value < wanted, "le": value < ends, "gt": value >= ends, "ge": value >= wanted}[op]
        if op in ("is", "not"):
            return (value == wanted) == (op == "is")
        return value is not None and {"lt": value < wanted, "le": value <= wanted, "gt": value > wanted, "ge": value >= wanted}[op]

    def where(self, words: str, asked: list[tuple[str, tuple[str, str, str]]]) -> Model:
        runs: list[list[tuple[str, str, str]]] = [[]]
        for place, (join, condition) in enumerate(asked):
            if join and place:
                runs.append([])
            runs[-1].append(condition)
        return Model([row for row in self.rows if all(self.any_word(row, word) for word in words.split())
                      and any(all(self.holds(row, *condition) for condition in run) for run in runs)])

    def ordered(self, sort: list[str]) -> list[int]:
        rows = sorted(self.rows, key=lambda row: row["pk"], reverse=sort[-1].startswith("-"))
        for name in reversed(sort):
            column = name.removeprefix("-")
            rows.sort(key=lambda row, c=column: self.place(row, c), reverse=name.startswith("-"))
            rows.sort(key=lambda row, c=column: row[c] is None)
        return [row["pk"] for row in rows]

    @staticmethod
    def place(row: dict[str, Any], column: str) -> Any:
        value = row[column]
        if value is None:
            return (0,)
        return (1, low(value) if column in ("name", "code") else sort_key(value) if column == "owner" else value)


def low(text: str) -> str:
    return "".join(c.lower() if c.isascii() else c for c in text)


def stored(given_rows: list[dict[str, Any]]) -> Model:
    Repair.objects.all().delete()
    Owner.objects.all().delete()
    owners: dict[str, Owner] = {}
    made = []
    for row in given_rows:
        name = row["owner"]
        if name and name not in owners:
            owners[name] = Owner.objects.create(name=name)
        made.append({**row, "pk": Repair.objects.create(**{**row, "owner": owners.get(name)}).pk})
    return Model(made)


def address(words: str, asked: list[tuple[str, tuple[str, str, str]]], **more: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update({"q": words, **more})
    for join, condition in asked:
        query.appendlist("c", join + "~".join(condition))
    return query


def pages(grid: Any, asking: Asking, path: tuple[Any, ...] = ()) -> list[int]:
    """All rows, page by page, and the same backwards."""
    found, turn = [], page(grid, None, asking, path)
    while True:
        found.append([row["pk"] for row in turn.rows])
        if not turn.after:
            break
        turn = page(grid, None, asking.change(after=turn.after), path)
    back = [found[-1]]
    while turn.before:
        turn = page(grid, None, asking.change(before=turn.before), path)
        back.insert(0, [row["pk"] for row in turn.rows])
    assert list(chain(*back)) == list(chain(*found))
    return list(chain(*found))


@pytest.mark.requirement("HX-1.2.5-01", "HX-1.2.5-02", "HX-1.2.5-04")
@some
@given(rows, st.lists(typed, max_size=2).map(" ".join), joined)
def test_words_and_conditions_find_what_the_model_finds(grid, given_rows, words, asked):
    model = stored(given_rows)
    asking = Asking.read(grid, None, address(words, asked))
    assert {row["pk"] for part in every(grid, None, asking, 1000) for row in part} == {row["pk"] for row in model.where(words, asked).rows}
    assert Asking.read(grid, None, QueryDict(asking.address()[1:])) == asking
    assert Asking.from_json(grid, None, asking.to_json()) == (asking, [])


def test_a_sum_that_is_not_there_is_no_nought(grid):
    stored([{"name": "无", "fee": None, "owner": None}, {"name": "有", "fee": Decimal("0.00"), "owner": None}])
    for wanted in ("q=.00", "q=.", "c=fee~has~0.0"):
        asking = Asking.read(grid, None, QueryDict(wanted))
        assert [row["name"] for part in every(grid, None, asking, 1000) for row in part] == ["有"], wanted


@some
@given(rows, st.lists(typed, max_size=2).map(" ".join), joined)
def test_the_index_never_changes_an_answer(grid, given_rows, words, asked):
    stored(given_rows)
    assert rebuild(INDEXED.key) == len(given_rows)
    query = address(words, asked)
    plain, quick = ({row["pk"] for part in every(g, None, Asking.read(g, None, query), 1000) for row in part} for g in (GRID, INDEXED))
    assert plain == quick


@pytest.mark.requirement("HX-1.2.1-01", "HX-1.2.1-02", "HX-1.2.1-03", "HX-1.2.1-04")
@some
@given(rows, sorts, st.integers(1, 6))
def test_pages_follow_the_order_of_the_model_forwards_and_backwards(grid, given_rows, sort, size):
    model = stored(given_rows)
    asking = Asking.read(grid, None, address("", [], sort=",".join(sort), size=str(size)))
    assert pages(grid, asking) == model.ordered(sort)
    assert [row["pk"] for part in every(grid, None, asking, 1000) for row in part] == model.ordered(sort)


@pytest.mark.requirement("HX-1.2.2-01", "HX-1.2.2-03")
@some
@given(rows, sorts, joined, st.integers(1, 3))
def test_groups_count_and_sum_the_whole_result(grid, given_rows, levels, asked, size):
    model = stored(given_rows).where("", asked)
    asking = Asking.read(grid, None, address("", asked, group=",".join(levels), sort="times", size=str(size)))
    down(grid, asking, model, [level.removeprefix("-") for level in levels], ())


def down(grid: Any, asking: Asking, model: Model, levels: list[str], path: tuple[Any, ...]) -> None:
    """Every group below `path`, and below those, to the rows."""
    if len(path) == len(levels):
        assert sorted(pages(grid, asking, path)) == sorted(row["pk"] for row in model.rows)
        return
    column, found, after = levels[len(path)], [], ""
    while True:
        part = groups(grid, None, asking, path, after)
        found += part.items
        if not (after := part.after):
            break
    value = {"at": lambda row: row["at"] and row["at"].astimezone(SHANGHAI).date()}.get(column, lambda row: row[column])
    assert Counter({group.value: group.count for group in found}) == Counter(value(row) for row in model.rows)
    assert len(found) == len({group.value for group in found})
    assert [group.value for group in found if group.value is None] == [group.value for group in found][-1:] * (None in {g.value for g in found})
    for group in found:
        inside = Model([row for row in model.rows if value(row) == group.value])
        assert group.sums["times"] == sum(row["times"] for row in inside.rows)
        assert group.sums["fee"] == sum(row["fee"] or 0 for row in inside.rows)
        assert Asking.read(grid, None, QueryDict(asking.address(path=group.path)[1:])).path == group.path
        down(grid, asking, inside, levels, group.path)
