"""Notes for the next page."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from shouhou.foundation.ui import notes


class Person:
    def __init__(self, pk: int) -> None:
        self.pk = pk


def turn(act, cookie="", pk=1):
    """One request of person `pk` in which `act` happens; the cookie afterwards ("" when it was taken away, None when untouched)."""
    request = RequestFactory().get("/")
    request.user = Person(pk)
    if cookie:
        request.COOKIES[notes.COOKIE] = cookie
    found = []

    def view(asked):
        found.append(act(asked))
        return HttpResponse()

    answer = notes.Notes(view)(request)
    return found[0], answer.cookies[notes.COOKIE].value if notes.COOKIE in answer.cookies else None


def leaving(asked):
    notes.leave(asked, "word", ["好了"])


def reading(asked):
    return notes.pick_up(asked, "word")


def test_a_note_is_read_once_on_the_next_page():
    _, cookie = turn(leaving)
    found, after = turn(reading, cookie)
    assert found == ["好了"]
    assert after == ""


def test_a_page_that_reads_nothing_leaves_the_note():
    _, cookie = turn(leaving)
    assert turn(lambda asked: None, cookie)[1] is None


def test_a_note_is_nobody_elses():
    _, cookie = turn(leaving)
    assert turn(reading, cookie, pk=2)[0] is None


@pytest.mark.parametrize("cookie", ["x", "a:b:c", "\x00", "eyJ3b3JkIjogMX0:1:1", "é" * 50])
def test_what_we_did_not_write_is_nothing(cookie):
    assert turn(reading, cookie)[0] is None


def test_what_does_not_fit_into_a_cookie_is_dropped_the_oldest_first():
    def many(asked):
        for n in range(40):
            notes.leave(asked, f"n{n}", "长" * 60)

    _, cookie = turn(many)
    assert len(cookie) <= notes.MOST
    assert turn(lambda asked: notes.pick_up(asked, "n39"), cookie)[0]
    assert turn(lambda asked: notes.pick_up(asked, "n0"), cookie)[0] is None
