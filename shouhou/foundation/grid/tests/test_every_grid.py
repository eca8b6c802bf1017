"""Every list of the product answers whatever its columns allow."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from shouhou.foundation.grid import Asking, Unreadable, every, groups, page
from shouhou.foundation.grid.conditions import operators
from shouhou.foundation.grid.registry import GRIDS

TYPED = {"text": "阿a", "code": "a1", "number": "1", "money": "1.5", "date": "2026-01-02", "moment": "2026-01-02 03:04", "flag": "1", "choice": ""}
UNSORTED = {
    ("applications", "company"): "a company of ours or free words of a stranger; sorted by time",
    ("deliveries", "title"): "a made sentence; sorted by time", ("deliveries", "error"): "words of a machine", ("jobs", "said"): "words of a machine",
    ("imports", "name"): "the name of a file", ("kingdee_links", "username"): "a user name, not a word",
    ("knowledge_table", "text"): "a text of pages, for export", ("knowledge_table", "category"): "put together for export",
    ("knowledge_table", "brief"): "a sentence, for export",
    ("invitations", "who"): "at most a few that are open; sorted by time",
    ("notices", "title"): "a made sentence; sorted by time", ("notices", "text"): "a made sentence",
    ("products", "modules"): "names put together in each row", ("products", "versions"): "names put together in each row",
    ("sms_messages", "error"): "words of a machine", ("staff", "roles"): "put together in each row",
}
"""Shown columns of Chinese without a key, with why."""
HOSTILE = ["user__password__startswith", "password", "_connector", "pk__in", "id", "asker__username", "owner__secret"]


def said(**parts: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(parts)
    return query


@pytest.mark.requirement("X-06")
@pytest.mark.parametrize("key", sorted(GRIDS))
def test_every_column_sorts_groups_and_is_searched(cast, key):
    cast.ask(title="总账无法结账")
    grid, user = GRIDS[key], cast.admin
    everything = [row["pk"] for part in every(grid, user, Asking.of(grid), 500) for row in part]
    assert len(set(everything)) == len(everything)
    for column in grid.columns:
        for sign in ("", "-"):
            asking = Asking.read(grid, user, said(sort=sign + column.key, size="2", cols=column.key))
            seen, turn = [], page(grid, user, asking)
            seen += [row["pk"] for row in turn.rows]
            while turn.after:
                turn = page(grid, user, asking.change(after=turn.after))
                seen += [row["pk"] for row in turn.rows]
            assert sorted(seen) == sorted(everything), column.key
        if column.groups:
            asking = Asking.read(grid, user, said(group=column.key))
            found = groups(grid, user, asking).items
            assert sum(group.count for group in found) == len(everything), column.key
            for group in found[:3]:
                assert page(grid, user, asking, group.path).total == group.count, column.key
        for op in operators(column):
            typed = TYPED[column.kind]
            if column.kind == "choice" and op in ("is", "not", "in"):
                choices = column.choices(user)
                typed = str(choices[0][0]) if choices else ""
                if not choices:
                    continue
            page(grid, user, Asking.read(grid, user, said(c=f"{column.key}~{op}~{typed}..{typed}" if op == "between" else f"{column.key}~{op}~{typed}")))
    for word in ("总*账", "084", "2026-0*", "%_\\", "é"):
        page(grid, user, Asking.read(grid, user, said(q=word)))


@pytest.mark.requirement("HX-1.2.1-03")
@pytest.mark.parametrize("key", sorted(GRIDS))
def test_chinese_has_a_key_to_sort_by(key):
    """A column that shows names names the key beside them, or says in `UNSORTED` why there is none."""
    without = {column.key for column in GRIDS[key].columns if column.is_shown and column.kind == "text" and not column.sort}
    assert without == {column for grid, column in UNSORTED if grid == key}


@pytest.mark.abuse(65)
@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("key", sorted(GRIDS))
def test_no_list_takes_a_key_it_has_not_declared(key, hostile):
    grid = GRIDS[key]
    for parts in ({"c": f"{hostile}~is~a"}, {"c": f"{hostile}~has~a"}, {"sort": hostile}, {"group": hostile}, {"cols": hostile}):
        if hostile not in grid.by_key:
            with pytest.raises(Unreadable):
                Asking.read(grid, None, said(**parts))


@pytest.mark.abuse(65)
@pytest.mark.parametrize("address", ["?c=consultant__password__startswith~is~a", "?sort=consultant__password", "?group=pk__in", "?c=name~regex~a",
                                     "?cols=_connector"])
def test_a_page_answers_400_and_says_what_it_does_not_know(cast, address):
    answer = cast.client(cast.zhuguan).get("/workbench/customers/" + address)
    assert answer.status_code == 400
    assert "没有" in answer.text or "不认识" in answer.text


@pytest.mark.abuse(65)
def test_a_filter_in_django_words_changes_nothing(cast):
    client = cast.client(cast.zhuguan)

    def rows(address: str) -> list[str]:
        return [line for line in client.get("/workbench/customers/" + address).text.splitlines() if "data-pk" in line]

    assert rows("") and rows("") == rows("?consultant__password__startswith=a&_connector=OR&pk__in=1")
