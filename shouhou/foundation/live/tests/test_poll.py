from __future__ import annotations

import pytest
from django.test import Client

from shouhou.foundation.live import publish
from shouhou.foundation.live.policy import POLICIES


@pytest.fixture
def tab(db, django_user_model, monkeypatch):
    monkeypatch.setitem(POLICIES, "thing", lambda user, rest: rest == "1")
    client = Client(headers={"accept": "application/json"})
    client.user = django_user_model.objects.create_user("jia", name="甲")
    client.force_login(client.user, backend="shouhou.foundation.accounts.backend.ByUsername")
    return client


def test_polling_brings_what_was_said_since_the_mark(tab):
    first = tab.get("/live/poll", {"topics": "me,thing:1,thing:2,user:999999"}).json()
    assert (first["messages"], first["missed"], first["refused"]) == ([], False, ["thing:2", "user:999999"])
    publish("thing:1", {"n": 1})
    publish("thing:2", {"n": 2})
    publish(f"user:{tab.user.pk}", {"n": 3})
    second = tab.get("/live/poll", {"topics": "me,thing:1,thing:2", "after": first["mark"]}).json()
    assert second["messages"] == [{"topic": "thing:1", "message": {"n": 1}}, {"topic": "me", "message": {"n": 3}}]
    third = tab.get("/live/poll", {"topics": "me,thing:1", "after": second["mark"]}).json()
    assert (third["messages"], third["missed"]) == ([], False)
    assert tab.get("/live/poll", {"topics": "me", "after": "gone-7"}).json()["missed"] is True


def test_visitors_get_401(db):
    assert Client(headers={"accept": "application/json"}).get("/live/poll?topics=me").status_code == 401


def test_odd_queries_are_answered(tab):
    for query in ("", "topics=" + "," * 500, "topics=me&after=" + "9" * 5000, "topics=%00", "after=%F0%9F"):
        assert tab.get("/live/poll?" + query).status_code == 200
