"""Keyset pages and their cursors."""

from __future__ import annotations

import base64
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.api import paged
from shouhou.foundation.api.paging import read_cursor

pytestmark = pytest.mark.django_db
BY_ID = {"show": lambda user: {"id": user.pk}, "order": "id"}


def cursor_of(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def walked(limit: int) -> list[int]:
    found, cursor = [], ""
    for _ in range(50):
        page = paged(User.objects.all(), **BY_ID, limit=limit, cursor=cursor)
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            return found
        cursor = page["next"]
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("limit", [1, 2, 7, 200])
def test_pages_hold_every_row_once(limit):
    made = [User.objects.create(username=f"u{n}", username_key=f"u{n}", name="x").pk for n in range(7)]
    assert sorted(walked(limit)) == sorted(made)


def test_a_row_that_comes_in_between_moves_nothing():
    for n in range(4):
        User.objects.create(username=f"u{n}", username_key=f"u{n}", name="x")
    page = paged(User.objects.all(), **BY_ID, limit=2)
    User.objects.create(username="new", username_key="new", name="x")
    rest = paged(User.objects.all(), **BY_ID, limit=9, cursor=page["next"])
    assert len(rest["items"]) == 2 and not {i["id"] for i in rest["items"]} & {i["id"] for i in page["items"]}


TAMPERED = [
    "x", "!!!", "=", "é", "\x00", "W10", cursor_of(), cursor_of(1), cursor_of(1, 2, 3), cursor_of("2026-01-01T00:00:00", 1), cursor_of("x", 1),
    cursor_of("2026-01-01T00:00:00+00:00", "1"), cursor_of("2026-01-01T00:00:00+00:00", 2**63), cursor_of("0001-01-01T00:00:00+23:59", 1), cursor_of(None, 1),
    cursor_of([1], 1), cursor_of(True, True), cursor_of(1.5, 1), base64.urlsafe_b64encode(b"[1e400, 1]").decode(),
        base64.urlsafe_b64encode(b"[NaN, 1]").decode(),
    base64.urlsafe_b64encode(b"[" * 100).decode(), cursor_of({"$gt": ""}, 1)]


@pytest.mark.abuse(71)
@pytest.mark.parametrize("is_time", [True, False])
@pytest.mark.parametrize("cursor", TAMPERED)
def test_a_cursor_that_is_not_ours_is_refused(cursor, is_time):
    with pytest.raises(Refused) as refused:
        read_cursor(cursor, is_time=is_time)
    assert refused.value.fields == {"cursor": "这个翻页标记不对。"}


@given(st.text(max_size=200), st.booleans())
def test_no_cursor_breaks(cursor, is_time):
    with suppress(Refused):
        read_cursor(cursor.encode("utf-8", "replace").decode(), is_time=is_time)


def test_a_time_is_none_for_a_list_by_number_and_the_other_way_round():
    with pytest.raises(Refused):
        read_cursor(cursor_of("2026-01-01T00:00:00+00:00", 1), is_time=False)
    with pytest.raises(Refused):
        read_cursor(cursor_of(5, 1), is_time=True)
    assert read_cursor(cursor_of(5, 1), is_time=False) == (5, 1)
