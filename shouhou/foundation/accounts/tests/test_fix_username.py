"""A user name fixed by a link (manual 000 §1.1: 用户名已经与本公司绑定，不允许修改)."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from shouhou.foundation.accounts import signing
from shouhou.foundation.accounts.models import User

PASSWORD = "一匹马在草原上跑"


@pytest.fixture
def people(db) -> tuple[User, User]:
    return User.objects.create_user("jiahe", PASSWORD, name="嘉禾用户"), User.objects.create_user("yuanfang", PASSWORD, name="远方用户")


def fix(client: Client, username: str, user: object = None) -> None:
    """As the door of a link does it."""
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = user or AnonymousUser()
    signing.fix_username(request, username, "kingdee")
    request.session.save()
    client.cookies["session"] = request.session.session_key


@pytest.mark.requirement("HJ-1.1-02")
def test_fixed_name_is_shown_and_cannot_be_typed(people, client):
    fix(client, "jiahe")
    page = client.get("/login").content.decode()
    field = next(line for line in page.split("<input") if 'name="username"' in line)
    assert 'value="jiahe"' in field and "readonly" in field
    assert "不允许修改" in page and "使用其他用户名登录" in page


@pytest.mark.requirement("HJ-1.1-02")
@pytest.mark.abuse(32)
def test_posted_name_is_ignored(people, client):
    fix(client, "jiahe")
    User.objects.filter(username="yuanfang").update(password=people[0].password)
    assert client.post("/login", {"username": "yuanfang", "password": PASSWORD}).status_code == 302
    assert client.session["_auth_user_id"] == str(people[0].pk)


@pytest.mark.abuse(32)
def test_another_name_with_its_own_password_is_just_wrong(people, client):
    people[1].set_password("整片海洋都是蓝色的")
    people[1].save()
    fix(client, "jiahe")
    assert client.post("/login", {"username": "yuanfang", "password": "整片海洋都是蓝色的"}).status_code == 401


def test_name_stays_fixed_after_a_wrong_password_and_is_released_by_the_link(people, client):
    fix(client, "jiahe")
    assert b"readonly" in client.post("/login", {"password": "nein nein nein"}).content
    client.get("/login?other=1")
    assert b"readonly" not in client.get("/login").content
    client.post("/login", {"username": "yuanfang", "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(people[1].pk)


@pytest.mark.abuse(34)
def test_session_of_another_person_ends_when_a_link_arrives(people, client):
    client.force_login(people[1])
    session = client.session
    session["secret of yuanfang"] = "1"
    session.save()
    fix(client, "jiahe", people[1])
    assert "_auth_user_id" not in client.session and "secret of yuanfang" not in client.session


def test_own_session_stays(people, client):
    client.force_login(people[0])
    fix(client, "JIAHE", people[0])
    assert client.session["_auth_user_id"] == str(people[0].pk)


def test_fix_ends_with_signing_in(people, client):
    fix(client, "jiahe")
    client.post("/login", {"password": PASSWORD})
    assert signing.FIXED not in client.session
