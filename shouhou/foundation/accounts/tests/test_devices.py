"""登录与设备."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from shouhou.foundation.accounts import ended, visits
from shouhou.foundation.accounts.models import Rules, User, Visit

PASSWORD = "一匹马在草原上跑"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user("jiahe", PASSWORD, name="嘉禾用户")


def browser(agent: str = CHROME, source: str = "10.1.1.1", name: str = "jiahe") -> Client:
    client = Client(REMOTE_ADDR=source, headers={"User-Agent": agent})
    client.post("/login", {"username": name, "password": PASSWORD})
    return client


def test_list_names_each_device(person):
    one = browser()
    browser("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Safari/604.1", "10.9.9.9")
    page = one.get("/me/devices/").content.decode()
    assert "Chrome · Windows" in page and "Safari · iPhone" in page and "10.9.9.9" in page and page.count("本设备") == 1


@pytest.mark.abuse(25)
def test_others_are_signed_out_with_the_next_request_and_their_sockets_close(person, monkeypatch, django_capture_on_commit_callbacks):
    dropped: list[int] = []
    monkeypatch.setattr(ended, "listeners", [dropped.append])
    one, two, three = browser(), browser(), browser()
    with django_capture_on_commit_callbacks(execute=True):
        one.post("/me/devices/end/")
    assert one.get("/me/devices/").status_code == 200 and dropped == [person.pk]
    assert {two.get("/me/devices/").status_code, three.get("/me/devices/").status_code} == {302}


def test_one_device_is_signed_out_alone_and_nobody_elses(person):
    User.objects.create_user("other", PASSWORD, name="他人")
    one, two, foreign = browser(), browser(), browser(name="other")
    theirs = Visit.objects.get(user__username="other")
    assert one.post("/me/devices/end/", {"visit": theirs.pk}).status_code == 404 and foreign.get("/me/devices/").status_code == 200
    mine = Visit.objects.get(session_key=two.session.session_key)
    one.post("/me/devices/end/", {"visit": mine.pk})
    assert two.get("/me/devices/").status_code == 302 and one.get("/me/devices/").status_code == 200


def test_signing_out_takes_the_device_off_the_list(person):
    one, two = browser(), browser()
    two.post("/logout")
    assert len(visits.of(person)) == 1 and one.get("/me/devices/").status_code == 200


def test_new_password_leaves_only_this_device(person):
    one, two = browser(), browser()
    one.post("/password/", {"old": PASSWORD, "new": "三月的风吹过麦田", "again": "三月的风吹过麦田"})
    assert two.get("/me/devices/").status_code == 302
    assert [v.session_key for v in visits.of(person)] == [one.session.session_key]
    assert Session.objects.count() == 1


@pytest.mark.abuse(25)
def test_session_key_changes_when_signing_in(person):
    client = Client()
    client.get("/login")
    session = client.session
    session["left"] = "by somebody"
    session.save()
    client.cookies["session"] = session.session_key
    client.post("/login", {"username": "jiahe", "password": PASSWORD})
    assert client.session.session_key != session.session_key


def test_worn_out_password_is_changed_first_under_the_graded_rule(person):
    Rules.objects.create(profile="graded", change_after_days=90)
    assert browser().get("/me/devices/").status_code == 200
    User.objects.update(created_at="2020-01-01T00:00:00Z", password_changed_at=None)
    client = browser()
    assert client.get("/me/devices/").url == "/password/"
