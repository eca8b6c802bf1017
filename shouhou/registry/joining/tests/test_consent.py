"""The terms have a new version: everybody is asked at the next sign-in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from shouhou.foundation.accounts import tokens
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.registry.joining.actions.consent import publish_terms
from shouhou.registry.joining.models import Consent
from shouhou.registry.organizations.belonging import vendor
from shouhou.registry.organizations.models import Vendor

DOOR = "/terms/consent/"


def write(text: str) -> None:
    Vendor.objects.update(terms=text)
    for kept in (vendor,):
        getattr(kept, "forget", lambda: None)()


@pytest.fixture
def terms(cast: Any) -> None:
    own = vendor()
    own.terms = "第一条 旧条款"
    own.save()


def signed(cast: Any, name: str = "jiahe", onward: str = "") -> tuple[Client, Any]:
    client = Client()
    return client, client.post("/login" + (f"?next={onward}" if onward else ""), {"username": name, "password": cast.password, "next": onward})


@pytest.mark.requirement("LC-1a-16")
def test_nobody_is_asked_before_a_version_is_published_and_everybody_after(cast, terms):
    client, answer = signed(cast)
    assert answer.url != DOOR and client.get("/").status_code == 200
    page = cast.client(cast.admin).get("/workbench/settings/registration/").content.decode()
    assert "发布现在的版本" in page
    assert cast.client(cast.admin).post("/workbench/settings/registration/terms/").status_code == 302
    assert client.get("/").status_code == 200  # whoever is in is asked next time
    client, answer = signed(cast, onward="/me/facts/")
    assert answer.url == DOOR + "?next=%2Fme%2Ffacts%2F"
    assert client.get("/").url == DOOR and client.get("/me/facts/").url == DOOR and client.post("/companies/").url == DOOR
    asked = client.get(answer.url).content.decode()
    assert "第一条 旧条款" in asked
    number = asked.split('name="terms" value="')[1].split('"')[0]
    assert client.post(DOOR, {"terms": number, "say": "yes", "next": "/me/facts/"}).url == "/me/facts/"
    assert client.get("/me/facts/").status_code == 200
    consent = Consent.objects.get(user=cast.jiahe)
    assert consent.terms.text == "第一条 旧条款" and consent.source == "127.0.0.1"
    assert signed(cast)[1].url != DOOR
    assert signed(cast, "admin")[1].url == DOOR
    assert "已有 1 人同意" in cast.client(cast.admin).get("/workbench/settings/registration/").content.decode()


def test_a_refusal_signs_out_and_keeps_everything(cast, terms):
    version = publish_terms(by=cast.admin)
    client, _answer = signed(cast)
    before = User.objects.filter(pk=cast.jiahe.pk).values().get()
    assert client.post(DOOR, {"terms": version.pk, "say": "no"}).url == "/login"
    assert "资料都保留" in client.get("/login").content.decode()
    assert client.get("/").status_code == 302 and client.get("/").url.startswith("/login")
    assert {**User.objects.filter(pk=cast.jiahe.pk).values().get(), "last_login": before["last_login"]} == before
    assert Event.objects.get(verb="terms.declined").by == cast.jiahe and not Consent.objects.exists()
    assert signed(cast)[1].url == DOOR


def test_a_newer_version_is_asked_again_and_the_old_answer_does_not_do(cast, terms):
    first = publish_terms(by=cast.admin)
    client, _answer = signed(cast)
    own = vendor()
    own.terms = "第一条 新条款"
    own.save()
    second = publish_terms(by=cast.admin)
    assert client.post(DOOR, {"terms": first.pk, "say": "yes"}).status_code == 400
    assert not Consent.objects.exists()
    assert client.post(DOOR, {"terms": second.pk, "say": "yes"}).status_code == 302
    assert cast.client(cast.admin).post("/workbench/settings/registration/terms/").status_code == 409  # published already


def test_programs_are_not_asked(cast, terms):
    publish_terms(by=cast.admin)
    bearer = tokens.issue(cast.jiahe, "programm", ["*"])
    assert Client().get("/api/v1/tickets", headers={"Authorization": f"Bearer {bearer}"}).status_code == 200


def test_a_first_password_comes_before_the_terms(cast, terms):
    version = publish_terms(by=cast.admin)
    User.objects.filter(pk=cast.jiahe.pk).update(must_change_password=True)
    client, answer = signed(cast)
    assert answer.url == "/password/"
    new = "绿水青山长在我心"
    client.post("/password/", {"old": cast.password, "new": new, "again": new})
    assert client.get("/").url == DOOR
    assert client.post(DOOR, {"terms": version.pk, "say": "yes"}).status_code == 302 and client.get("/").status_code == 200


@pytest.mark.abuse(26)
@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_door_leads_nowhere_else(cast, terms, place):
    version = publish_terms(by=cast.admin)
    client, _answer = signed(cast)
    assert "evil" not in client.post(DOOR, {"terms": version.pk, "say": "yes", "next": place}).url


def test_without_terms_there_is_nothing_to_publish(cast):
    assert cast.client(cast.admin).post("/workbench/settings/registration/terms/").status_code == 409
    assert cast.client(cast.jiahe_boss).post("/workbench/settings/registration/terms/").status_code == 403
    assert cast.client(cast.jiahe).get(DOOR).url == "/"
