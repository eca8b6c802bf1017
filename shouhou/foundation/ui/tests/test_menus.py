"""The menu: who sees what, and which entry is the page being read."""

import pytest

from shouhou.foundation.ui import menus
from shouhou.foundation.ui.markup import frame


@pytest.fixture
def hall(monkeypatch):
    """A menu of its own, and one person who may do `a.read` only."""
    monkeypatch.setattr(menus, "_places", {})
    monkeypatch.setattr(menus, "_may", lambda user, capability: capability == "a.read")
    menus._of.cache_clear()
    yield menus
    menus._of.cache_clear()


def look(rf, path):
    request = rf.get(path)
    request.user = "somebody"
    return request


def test_entries_without_the_capability_are_not_there(hall, rf):
    hall.add("t", "yes", "可以", href="/yes/", capability="a.read")
    hall.add("t", "no", "不可以", href="/no/", capability="b.read")
    assert [item.key for item in hall.tree("t", look(rf, "/"))] == ["yes"]


def test_without_a_judge_nobody_sees_guarded_entries(hall, rf, monkeypatch):
    monkeypatch.setattr(menus, "_may", None)
    hall.add("t", "yes", "可以", href="/yes/", capability="a.read")
    assert hall.tree("t", look(rf, "/")) == []


def test_a_heading_with_nothing_under_it_is_left_out(hall, rf):
    hall.add("t", "head", "管理")
    hall.add("t", "no", "不可以", href="/no/", capability="b.read", parent="head")
    assert hall.tree("t", look(rf, "/")) == []


def test_order_children_and_badges(hall, rf):
    hall.add("t", "b", "乙", href="/b/", order=2, badge=lambda user: 0)
    hall.add("t", "a", "甲", href="/a/", order=1, badge=lambda user: 7)
    hall.add("t", "c", "丙", href="/a/c/", parent="a")
    a, b = hall.tree("t", look(rf, "/"))
    assert (a.badge, b.badge, a.children[0].key) == (7, None, "c")


@pytest.mark.parametrize(
    ("path", "key"),
    [("/", "home"), ("/q/", "list"), ("/q/12/", "list"), ("/q/ask/", "ask"), ("/q/?state=done", "done"), ("/elsewhere/", None)],
)
def test_the_nearest_entry_is_the_one_being_read(hall, rf, path, key):
    for name, href in {"home": "/", "list": "/q/", "ask": "/q/ask/", "done": "/q/?state=done"}.items():
        hall.add("t", name, name, href=href)
    assert [item.key for item in hall.tree("t", look(rf, path)) if item.active] == ([key] if key else [])


def test_a_place_of_a_room_that_is_not_there_is_left_out(hall, rf, settings):
    settings.ROOT_URLCONF = ()  # no routes at all
    hall.add("t", "x", "无", "no-such-route")
    assert hall.tree("t", look(rf, "/")) == []


def test_the_sidebar_escapes_labels_and_marks_the_page(hall, rf):
    hall.add("t", "a", "<b>甲</b>", href="/a/")
    request = look(rf, "/a/")
    html = frame.sidebar(hall.tree("t", request), request)
    assert "<b>" not in html and 'aria-current="page"' in html


def test_signing_out_is_a_button_that_posts(hall, rf):
    hall.add("t", "out", "退出系统", href="/logout", method="post")
    request = look(rf, "/")
    html = frame.sidebar(hall.tree("t", request), request)
    assert '<form method="post" action="/logout">' in html and "csrfmiddlewaretoken" in html


def test_the_phone_has_three_places_and_the_menu(hall, rf):
    for n in range(5):
        hall.add("t", f"k{n}", f"第{n}", href=f"/{n}/", order=n, phone=n in {0, 2, 4})
    html = frame.phone_bar(hall.tree("t", look(rf, "/")))
    assert html.count("<a ") == 3 and "第2" in html and "第1" not in html and "data-menu-open" in html
