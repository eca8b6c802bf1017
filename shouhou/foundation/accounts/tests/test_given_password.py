"""A password that somebody else gave lives a week; signing out leaves nothing in the browser (ASVS 6.4.1, 14.3.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shouhou.foundation.accounts.models import User
from shouhou.foundation.accounts.rules import ONE_TIME

GIVEN = "一匹马在草原上跑"


@pytest.fixture
def newcomer(db) -> User:
    return User.objects.create_user("neu", GIVEN, name="新人", must_change_password=True)


def enter() -> tuple[int, str]:
    answer = Client().post("/login", {"username": "neu", "password": GIVEN})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("field", ["created_at", "password_changed_at"])
def test_it_opens_for_a_week(newcomer, field):
    begins = {"created_at": timezone.now() - timedelta(days=90), field: timezone.now() - ONE_TIME + timedelta(minutes=1)}
    User.objects.update(**begins)
    assert enter()[0] == 302
    User.objects.update(**{field: timezone.now() - ONE_TIME - timedelta(minutes=1)})
    status, page = enter()
    assert status == 401 and "已过期" in page
    User.objects.update(must_change_password=False)
    assert enter()[0] == 302, "one's own password has no such end"


def test_who_does_not_know_it_does_not_hear_of_its_end(newcomer):
    User.objects.update(created_at=timezone.now() - timedelta(days=90))
    page = Client().post("/login", {"username": "neu", "password": "falsch falsch"}).content.decode()
    assert "已过期" not in page and "不对" in page


def test_signing_out_clears_what_the_browser_kept(newcomer):
    client = Client()
    client.post("/login", {"username": "neu", "password": GIVEN})
    answer = client.post("/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"' and answer.headers["Location"] == "/login"
