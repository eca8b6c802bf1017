"""访问令牌: made by the person, shown once, never more than the person may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.access import can, grant, revoke
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.accounts import tokens
from shouhou.foundation.accounts.models import Token


def make(cast, user, **more):
    return cast.client(user).post("/tokens/", {"name": "ERP 对接", "days": "90", "scopes": ["tickets.ask"], **more})


def test_token_is_shown_once_and_opens_what_it_says(cast):
    page = make(cast, cast.jiahe).content.decode()
    secret = page.split('id="token">')[1].split("<")[0]
    found = tokens.recognise(secret)
    assert found and found.user == cast.jiahe and found.scopes == ["tickets.ask"]
    later = cast.client(cast.jiahe).get("/tokens/").content.decode()
    assert secret not in later and "ERP 对接" in later
    assert secret not in str(list(Token.objects.values()))


def test_scope_narrows_and_never_widens(cast):
    found = tokens.recognise(tokens.issue(cast.jiahe, "x", ["tickets.ask", "tickets.accept", "organizations.edit"]))
    found.user.token_scopes = found.scopes
    assert can(found.user, "tickets.ask") and not can(found.user, "tickets.accept") and not can(found.user, "portal.home")


@pytest.mark.abuse(4)
@pytest.mark.parametrize("more", [{"scopes": ["tickets.accept"]}, {"scopes": ["*"]}, {"scopes": []}, {"days": "9999"}, {"days": "0"}, {"days": "-1"},
                                  {"name": ""}, {"name": "x" * 61}, {"scopes": ["tickets.ask", "organizations.edit"]}])
def test_more_than_the_person_may_is_refused(cast, more):
    assert make(cast, cast.jiahe, **more).status_code == 400
    assert not Token.objects.exists()


def test_every_scope_offered_is_held(cast):
    page = cast.client(cast.jiahe).get("/tokens/")
    offered = {code for code, _ in page.context["form"].fields["scopes"].choices}
    assert offered and offered < set(CAPABILITIES) and "organizations.edit" not in offered


@pytest.mark.abuse(25)
def test_revoked_expired_and_disabled_open_nothing(cast):
    secrets = [tokens.issue(cast.jiahe, str(n), ["tickets.ask"]) for n in range(3)]
    rows = list(Token.objects.order_by("id"))
    assert cast.client(cast.jiahe).post(f"/tokens/{rows[0].pk}/revocation/").status_code == 302
    Token.objects.filter(pk=rows[1].pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert [bool(tokens.recognise(s)) for s in secrets] == [False, False, True]
    cast.jiahe.is_active = False
    cast.jiahe.save()
    assert tokens.recognise(secrets[2]) is None


@pytest.mark.abuse(46)
def test_tokens_of_another_person_are_neither_seen_nor_revoked(cast):
    tokens.issue(cast.yuanfang, "远方的令牌", ["tickets.ask"])
    theirs = Token.objects.get()
    assert cast.client(cast.jiahe).post(f"/tokens/{theirs.pk}/revocation/").status_code == 404
    assert "远方的令牌" not in cast.client(cast.jiahe).get("/tokens/").content.decode()
    theirs.refresh_from_db()
    assert theirs.revoked_at is None


@pytest.mark.abuse(18)
@pytest.mark.parametrize("secret", ["", "null", "true", "0", "[]", "sh_", "x" * 19, "x" * 101, "sh_" + "A" * 43, "\x00" * 30])
def test_what_is_no_token_is_none(cast, secret):
    tokens.issue(cast.jiahe, "x", ["tickets.ask"])
    assert tokens.recognise(secret) is None


def test_there_is_an_end_to_tokens(cast):
    for n in range(20):
        tokens.issue(cast.jiahe, str(n), ["tickets.ask"])
    assert "最多同时有" in make(cast, cast.jiahe).content.decode()


def test_role_lost_is_lost_for_the_token_too(cast, may):
    grant(cast.jiahe, "hotline")
    secret = tokens.issue(cast.jiahe, "x", ["tickets.file_for"])
    for held in (True, False):
        user = tokens.recognise(secret).user
        user.token_scopes = ["tickets.file_for"]
        assert can(user, "tickets.file_for") is held
        revoke(cast.jiahe, "hotline")
