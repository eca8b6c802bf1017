"""Appearance and language."""

from __future__ import annotations

import pytest
from django.test import Client

from shouhou.foundation.accounts.models import User


@pytest.fixture
def person(db, client) -> User:
    user = User.objects.create_user("jiahe", "一匹马在草原上跑", name="嘉禾用户")
    client.force_login(user)
    return user


def test_choice_is_kept_on_the_person_and_the_device(person, client):
    answer = client.post("/preferences/", {"theme": "dark", "language": "en"})
    assert answer.status_code == 204
    assert answer.cookies["theme"].value == "dark" and answer.cookies["django_language"].value == "en"
    person.refresh_from_db()
    assert (person.theme, person.language) == ("dark", "en")


def test_language_follows_the_person_to_another_device(person):
    User.objects.update(language="en")
    answer = Client().post("/login", {"username": "jiahe", "password": "一匹马在草原上跑"})
    assert answer.cookies["django_language"].value == "en"


def test_unknown_choices_are_refused(person, client):
    assert client.post("/preferences/", {"theme": "<script>"}).status_code == 400
    assert client.post("/preferences/", {"language": "xx"}).status_code == 400
    person.refresh_from_db()
    assert (person.theme, person.language) == ("", "")


@pytest.mark.abuse(4)
def test_nothing_else_can_be_set(person, client):
    before = {k: v for k, v in vars(person).items() if not k.startswith("_")}
    fields = {"is_active": "0", "must_change_password": "1", "role": "admin", "is_vip": "1", "org": "2", "username": "root", "name": "x",
              "password": "x", "email": "e@e.e", "phone": "1", "id": "99", "is_admin": "1", "is_staff": "1", "is_superuser": "1",
              "grants": "admin", "memberships": "1", "organization": "1", "consultant": "1", "language_code": "en", "username_key": "root"}
    assert client.post("/preferences/", {"theme": "light", **fields}).status_code == 204
    person.refresh_from_db()
    after = {k: v for k, v in vars(person).items() if not k.startswith("_")}
    assert {k for k in before if before[k] != after[k]} == {"theme"}
    assert not person.grants.exists() and not person.memberships.exists()


def test_form_without_script_leads_back_to_a_page_of_this_site(db, client):
    assert client.post("/preferences/", {"theme": "dark", "next": "/login"}).url == "/"
    assert client.post("/preferences/", {"theme": "dark", "next": "//evil.example"}).url == "/"
