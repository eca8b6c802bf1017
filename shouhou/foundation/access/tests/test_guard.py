"""The guard on every route, roles, and the check at start."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import path

from shouhou.foundation.access import PUBLIC, SIGNED_IN, Refused, allow, can, grant, holders, revoke
from shouhou.foundation.access import checks as start
from shouhou.foundation.access.middleware import Refusals
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.access.rights import capabilities_of, capabilities_of_role
from shouhou.foundation.access.roles import ROLES


def view(request):
    return HttpResponse("in")


def ask(rf, user, capability, **headers):
    request = rf.get("/somewhere/?a=1", headers=headers)
    request.user = user
    return allow(capability, view)(request)


def test_visitor_is_sent_to_sign_in_and_back(rf, client, db):
    nobody = AnonymousUser()
    assert ask(rf, nobody, PUBLIC).content == b"in"
    for capability in (SIGNED_IN, "tickets.accept"):
        assert ask(rf, nobody, capability).url == "/login?next=/somewhere/%3Fa%3D1"
    fragment = ask(rf, nobody, SIGNED_IN, **{"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/login")


def test_capability_opens_and_its_absence_refuses(rf, cast):
    assert ask(rf, cast.guwen, "tickets.accept").content == b"in"
    assert ask(rf, cast.jiahe, SIGNED_IN).content == b"in"
    for user in (cast.jiahe, cast.jiahe_boss, cast.rexian, cast.shenji):
        with pytest.raises(PermissionDenied):
            ask(rf, user, "tickets.accept")


def test_refusal_page_has_the_sentence_and_status_409(rf, cast):
    request = rf.get("/")
    request.user = cast.jiahe
    request.session = cast.client(cast.jiahe).session
    answer = Refusals(view).process_exception(request, Refused("已被别人接单。"))
    assert answer.status_code == 409 and "已被别人接单。" in answer.content.decode()
    assert Refusals(view).process_exception(request, ValueError()) is None


def test_refused_carries_sentences_by_field():
    no = Refused(title="请填写问题标题。")
    assert no.fields == {"title": "请填写问题标题。"} and no.message == "请填写问题标题。"


@pytest.mark.parametrize(("route", "identity"), [
    (path("bare/", view), "access.E001"), (path("odd/", allow("nothing.declared", view)), "access.E002")])
def test_start_fails_for_a_route_without_a_known_capability(monkeypatch, route, identity):
    monkeypatch.setattr(start, "routes", lambda: iter([("x/", route)]))
    assert [error.id for error in start.every_route_is_guarded(None)] == [identity]


def test_roles_name_only_capabilities_that_a_room_may_declare():
    for label, patterns in ROLES.values():
        assert label and all(p.count(".") == 1 for p in patterns)


@pytest.mark.abuse(57)
def test_customers_roles_and_staff_roles_share_no_way_into_the_desk():
    for role in ("customer", "customer_admin"):
        assert not {c for c in capabilities_of_role(role) if c.startswith(("workbench.", "tickets.desk", "tickets.read_all", "tickets.note", "jobs."))}
    assert not {c for c in capabilities_of_role("auditor") if c.split(".")[1].startswith(("edit", "accept", "handle", "close", "reset", "configure"))}


@pytest.mark.abuse(25)
def test_role_is_given_and_taken_with_the_next_request(cast, may):
    assert "tickets.accept" not in may(cast.rexian)
    grant(cast.rexian, "consultant")
    assert "tickets.accept" in may(cast.rexian) and cast.rexian in holders("tickets.accept")
    revoke(cast.rexian, "consultant")
    assert "tickets.accept" not in may(cast.rexian) and cast.rexian not in holders("tickets.accept")
    with pytest.raises(KeyError):
        grant(cast.rexian, "root")


def test_disabled_people_and_visitors_may_nothing(cast):
    cast.admin.is_active = False
    assert capabilities_of(cast.admin) == capabilities_of(AnonymousUser()) == capabilities_of(None) == frozenset()
    assert not can(cast.admin, "organizations.edit")


def test_room_pattern_means_every_capability_of_the_room():
    assert {c for c in CAPABILITIES if c.startswith("organizations.")} <= capabilities_of_role("admin")
    assert not {c for c in capabilities_of_role("finance") if c.startswith(("organizations.e", "tickets."))}
