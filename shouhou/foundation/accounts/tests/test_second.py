"""两步验证: codes of an app, codes on paper, passkeys; what stands between password and second proof."""

from __future__ import annotations

import json
from time import time

import pyotp
import pytest
from django.db import connection
from django.test import Client

from shouhou.foundation.accounts import second
from shouhou.foundation.accounts.models import OneTimeCode, Passkey, RecoveryCode, Throttle, User

PASSWORD = "一匹马在草原上跑"


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user("jiahe", PASSWORD, name="嘉禾用户")


def browser(source: str = "127.0.0.1") -> Client:
    client = Client(REMOTE_ADDR=source)
    client.post("/login", {"username": "jiahe", "password": PASSWORD})
    return client


def turn_on(client: Client) -> tuple[str, list[str]]:
    """By the pages: the secret, and the codes on paper."""
    page = client.post("/me/second-factor/codes/").content.decode()
    secret = page.split('<code id="secret">')[1].split("<")[0].replace(" ", "")
    page = client.post("/me/second-factor/codes/", {"code": pyotp.TOTP(secret).now()}).content.decode()
    return secret, [part.split("</code>")[0] for part in page.split("<li><code>")[1:]]


def later(secret: str) -> str:
    """The next code: the one of now was used to turn it on."""
    return pyotp.TOTP(secret).at(int(time()) + 30)


@pytest.fixture
def armed(person) -> tuple[User, str, list[str]]:
    secret, paper = turn_on(browser())
    person.refresh_from_db()
    return person, secret, paper


def test_password_alone_opens_nothing_any_more(armed):
    client = Client()
    answer = client.post("/login?next=/tokens/", {"username": "jiahe", "password": PASSWORD, "next": "/tokens/"})
    assert answer.url == "/login/second/?next=%2Ftokens%2F" and "_auth_user_id" not in client.session
    assert client.get("/tokens/").status_code == 302
    assert client.post("/login/second/", {"code": later(armed[1]), "next": "/tokens/"}).url == "/tokens/"
    assert client.get("/tokens/").status_code == 200


def test_code_works_once(armed):
    code = later(armed[1])
    one, two = browser(), browser()
    assert one.post("/login/second/", {"code": code}).status_code == 302
    assert two.post("/login/second/", {"code": code}).status_code == 401


def test_codes_on_paper_work_once_each_and_in_any_writing(armed):
    paper = armed[2]
    assert len(paper) == 10
    assert browser().post("/login/second/", {"code": f" {paper[0].upper()} "}).status_code == 302
    assert browser().post("/login/second/", {"code": paper[0]}).status_code == 401
    assert browser().post("/login/second/", {"code": paper[1].replace("-", "")}).status_code == 302
    assert not RecoveryCode.objects.filter(digest__in=paper).exists()


@pytest.mark.abuse(21)
def test_sixth_try_is_refused_even_when_right(armed):
    client = browser()
    for _n in range(5):
        assert client.post("/login/second/", {"code": "000000"}).status_code == 401
    answer = client.post("/login/second/", {"code": later(armed[1])})
    assert answer.status_code == 429 and "_auth_user_id" not in client.session
    assert browser("10.2.3.4").post("/login/second/", {"code": later(armed[1])}).status_code == 429  # of the person, not of the place
    assert Throttle.objects.get(pk=f"second:{armed[0].pk}").count == 5


@pytest.mark.abuse(23)
def test_second_proof_belongs_to_whoever_gave_the_password(armed):
    other = User.objects.create_user("other", PASSWORD, name="他人")
    secret = pyotp.random_base32()
    second.turn_on_codes(other, secret, pyotp.TOTP(secret).now())
    assert browser().post("/login/second/", {"code": later(secret)}).status_code == 401
    assert Client().post("/login/second/", {"code": later(armed[1])}).url == "/login"


def test_waiting_ends_with_another_password(armed):
    client = browser()
    armed[0].set_password("三月的风吹过麦田")
    armed[0].save()
    assert client.post("/login/second/", {"code": later(armed[1])}).url == "/login"


@pytest.mark.parametrize("code", ["", "1" * 10_000, "１２３４５６", "null", "[]", "-1", "1e5", "\x00", "٣٤٥٦٧٨"])
def test_odd_codes_are_only_wrong(armed, code):
    assert browser().post("/login/second/", {"code": code}).status_code == 401


@pytest.mark.abuse(24)
def test_turning_on_and_off_asks_for_the_password_when_the_last_one_is_old(armed):
    client = browser()
    client.post("/login/second/", {"code": later(armed[1])})
    session = client.session
    session["proved_at"] = int(time()) - 301
    session.save()
    for address in ("/me/second-factor/removal/", "/me/second-factor/codes/", "/me/second-factor/paper/", "/me/passkeys/", "/me/passkeys/challenge/"):
        assert client.post(address).url.startswith("/me/proof/"), address
    assert OneTimeCode.objects.exists()
    assert client.post("/me/proof/", {"password": "falsch falsch", "next": "/me/second-factor/"}).status_code == 400
    assert client.post("/me/proof/", {"password": PASSWORD, "next": "//evil.example/"}).url == "/"
    assert client.post("/me/second-factor/removal/").url == "/me/second-factor/"
    armed[0].refresh_from_db()
    assert not OneTimeCode.objects.exists() and not RecoveryCode.objects.exists() and not armed[0].has_second_factor


def test_new_paper_replaces_the_old(armed):
    client = browser()
    client.post("/login/second/", {"code": later(armed[1])})
    assert client.post("/me/second-factor/paper/").content.decode().count("<li><code>") == 10
    assert browser().post("/login/second/", {"code": armed[2][3]}).status_code == 401


def test_secret_is_sealed_at_rest(armed):
    assert armed[1] not in OneTimeCode.objects.get().sealed
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM accounts_onetimecode")
        assert armed[1] not in cursor.fetchone()[0]


@pytest.mark.parametrize("body", ["", "[]", "null", "{}", '{"id": 1}', "{" * 5000, '{"id":"a","rawId":"a","type":"x","response":{}}', "x" * 30_000])
def test_odd_answers_of_a_browser_are_refused(person, body):
    client = browser()
    assert client.post("/me/passkeys/challenge/").status_code == 200
    answer = client.post("/me/passkeys/", body, content_type="application/json")
    assert answer.status_code == 400 and answer.json()["message"] and not Passkey.objects.exists()


def test_passkey_of_another_person_cannot_be_removed(person, armed):
    other = User.objects.create_user("other", PASSWORD, name="他人")
    key = Passkey.objects.create(user=other, name="钥匙", credential_id="x", digest="x", public=b"x", rp_id="testserver")
    client = browser()
    client.post("/login/second/", {"code": later(armed[1])})
    assert client.post("/me/second-factor/removal/", {"passkey": key.pk}).status_code == 404 and Passkey.objects.filter(pk=key.pk).exists()


def test_challenge_needs_the_password_first(armed):
    assert Client().post("/login/second/challenge/").status_code == 401
    answer = Client().post("/login/second/passkey/", json.dumps({}), content_type="application/json")
    assert answer.status_code == 401
