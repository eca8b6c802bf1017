"""Whose roles count, and for what (found by planting mutants)."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from django.urls import path

from shouhou.foundation.access import Refused, allow, can, capabilities_of, checks, grant, holders, revoke
from shouhou.foundation.access.editing import edit_role
from shouhou.foundation.access.guard import form_page, to_sign_in
from shouhou.foundation.access.models import Grant, Role
from shouhou.foundation.access.rights import GIVE_ANY, capabilities_of_role, ungivable
from shouhou.foundation.accounts.models import User


@pytest.fixture
def people(db) -> list[User]:
    return [User.objects.create_user(name, name=name) for name in ("jia", "yi", "bing")]


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def own(db) -> dict[str, Role]:
    return {code: Role.objects.create(code=f"own-{code}", label=code, capabilities=given)
            for code, given in {"a": ["tickets.accept"], "b": ["jobs.read", "tickets.note"]}.items()}


@pytest.mark.abuse(72)
def test_taking_a_role_takes_it_from_one_person_and_no_other_role(people):
    jia, yi, _bing = people
    grant(jia, "consultant", "hotline")
    grant(yi, "consultant", "hotline")
    assert can(jia, "tickets.accept")
    revoke(jia, "consultant")
    assert not can(jia, "tickets.accept"), "also for an object that was asked before"
    assert sorted(Grant.objects.values_list("user__username", "role")) == [("jia", "hotline"), ("yi", "consultant"), ("yi", "hotline")]


@pytest.mark.abuse(72)
def test_giving_is_seen_by_an_object_that_was_asked_before_and_doubles_nothing(people):
    jia = people[0]
    assert not can(jia, "tickets.accept")
    grant(jia, "consultant")
    grant(jia, "consultant")
    assert can(jia, "tickets.accept") and jia.grants.count() == 1
    with pytest.raises(KeyError):
        grant(jia, "own-nothing")


@pytest.mark.abuse(57, 58)
def test_own_roles_give_what_they_hold_to_who_holds_them(people, own):
    jia, yi, bing = people
    grant(jia, "own-a")
    grant(yi, "own-b")
    grant(bing, "own-a", "hotline")
    assert capabilities_of(again(jia)) == {"tickets.accept"} and capabilities_of(again(yi)) == {"jobs.read", "tickets.note"}
    assert capabilities_of(again(bing)) == {"tickets.accept"} | capabilities_of_role("hotline")
    assert capabilities_of_role("own-b") == {"jobs.read", "tickets.note"} and capabilities_of_role("own-nothing") == frozenset()


def test_a_pattern_gives_its_room_and_nothing_that_only_begins_alike():
    assert {one for one in capabilities_of_role("admin") if one.startswith("knowledge.")} >= {"knowledge.review", "knowledge.edit"}
    assert not {one for one in capabilities_of_role("customer") if one.startswith(("knowledge.edit", "jobs.", "access."))}


def test_holders_are_active_people_with_a_role_that_gives_it(people, own):
    jia, yi, bing = people
    grant(jia, "own-a")
    grant(yi, "own-b")
    grant(bing, "consultant", "own-a")
    assert sorted(holders("tickets.accept").values_list("username", flat=True)) == ["bing", "jia"]
    User.objects.filter(pk=jia.pk).update(is_active=False)
    assert list(holders("tickets.accept").values_list("username", flat=True)) == ["bing"]
    assert capabilities_of(again(jia)) == frozenset()


@pytest.mark.abuse(4)
def test_nobody_gives_what_he_does_not_hold_unless_he_may_give_anything(people, own):
    jia, _yi, _bing = people
    grant(jia, "own-a")
    assert ungivable(jia, ["tickets.accept", "jobs.read"]) == {"jobs.read"}
    assert ungivable(None, ["jobs.read"]) == frozenset()
    own["a"].capabilities = [GIVE_ANY]
    own["a"].save()
    assert ungivable(again(jia), ["jobs.read"]) == frozenset()


@pytest.mark.abuse(4)
def test_a_role_does_not_grow_by_what_its_editor_lacks(people, own):
    jia, yi, _bing = people
    grant(jia, "own-a")
    with pytest.raises(Refused) as no:
        edit_role(own["b"], by=jia, label="b", capabilities=["jobs.read", "tickets.note", "access.roles"])
    assert set(no.value.fields) == {"capabilities"}
    with pytest.raises(Refused):
        edit_role(own["a"], by=jia, label="a", capabilities=["tickets.accept", "jobs.read"])
    assert edit_role(own["b"], by=jia, label="新名", capabilities=["jobs.read"]).label == "新名"
    own["a"].refresh_from_db()
    assert (own["a"].label, own["a"].capabilities) == ("a", ["tickets.accept"])
    grant(yi, "admin")
    assert edit_role(own["a"], by=again(yi), label="a", capabilities=["jobs.read"]).capabilities == ["jobs.read"], "one that he does not hold himself"
    grant(yi, "own-a")
    with pytest.raises(Refused, match="另一位管理员"):
        edit_role(own["a"], by=again(yi), label="a", capabilities=["jobs.read", "tickets.handle"])


@pytest.mark.abuse(75)
def test_a_route_without_a_right_or_with_an_unknown_one_stops_the_start(monkeypatch):
    def view(request):
        return None

    monkeypatch.setattr(checks, "routes", lambda: [(name, path(name, one)) for name, one in (
        ("bare/", view), ("odd/", allow("tickets.nothing", view)), ("good/", allow("tickets.accept", view)), ("all/", allow("public", view)),
        ("in/", allow("signed-in", view)))])
    assert [(error.id, error.msg.split()[0]) for error in checks.every_route_is_guarded(None)] == [("access.E001", "/bare/"), ("access.E002", "/odd/")]
    monkeypatch.undo()
    assert checks.every_route_is_guarded(None) == []


@pytest.mark.abuse(26)
@pytest.mark.parametrize(("referer", "page"), [
    ("http://testserver/tickets/new/?a=1", "/tickets/new/"), ("http://evil.example/tickets/", "/"), ("//evil.example/x", "/"), ("", "/"),
    ("http://testserver", "/"), ("/tickets/", "/"), ("javascript:1", "/")])
def test_after_signing_in_a_form_s_own_page(referer, page, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    request = RequestFactory().post("/tickets/new/", headers={"Referer": referer})
    assert form_page(request) == page
    assert to_sign_in(request).headers["Location"] == ("/login" if page == "/" else "/login?next=/tickets/new/")


def test_scripts_get_401_and_people_the_page(settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for headers, status in (({"HX-Request": "true"}, 401), ({"Accept": "application/json"}, 401), ({"Accept": "text/html,application/json"}, 302)):
        assert to_sign_in(RequestFactory().get("/a b/?x=1&y=2", headers=headers)).status_code == status
    assert to_sign_in(RequestFactory().get("/a/?x=1&y=2")).headers["Location"] == "/login?next=/a/%3Fx%3D1%26y%3D2"
