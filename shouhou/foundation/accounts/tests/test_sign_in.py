"""登录 and 退出系统 (manual 000 §1)."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test import Client

from shouhou.foundation.accounts import sign_in_hint
from shouhou.foundation.accounts.models import Throttle, User

PASSWORD = "一匹马在草原上跑"


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user("jiahe", PASSWORD, name="嘉禾用户")


def post(client: Client, username: object = "jiahe", password: object = PASSWORD, **more: object):
    return client.post("/login", {"username": username, "password": password, **more})


@pytest.mark.requirement("HJ-1.2-01", "HJ-1.2-02", "HJ-1.2-05")
def test_name_and_password_are_typed_and_lead_home(person, client):
    page = client.get("/login").content.decode()
    assert "用户名" in page and "密码" in page and ">登录<" in page
    answer = post(client)
    assert answer.status_code == 302 and answer.url == "/"
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.requirement("HJ-1.2-03")
def test_page_says_whom_to_ask_for_the_user_name(client, db, monkeypatch):
    monkeypatch.setattr(sign_in_hint, "_provider", lambda: "可以咨询公司内部管理人员或直接对接的实施顾问。")
    assert "可以咨询公司内部管理人员或直接对接的实施顾问。" in client.get("/login").content.decode()


def test_spellings_of_one_name_sign_in(person, client):
    for name in ("JIAHE", "ｊｉａｈｅ", " jiahe "):
        assert post(client, name).status_code == 302


@pytest.mark.abuse(2)
def test_unknown_and_wrong_give_the_same_bytes(person):
    def answer(name: str) -> tuple[int, bytes]:
        found = Client(REMOTE_ADDR="10.9.8.7").post("/login", {"username": name, "password": "nicht richtig"})
        body = found.content.replace(name.encode(), b"NAME")
        return found.status_code, b"".join(line for line in body.splitlines() if b"csrf" not in line and b"nonce" not in line)

    User.objects.create_user("disabled", PASSWORD, name="停用", is_active=False)
    assert answer("jiahe") == answer("nobody") == answer("disabled")
    assert answer("jiahe")[0] == 401


@pytest.mark.abuse(2)
def test_unknown_and_wrong_cost_the_same_statements_and_hashes(person, client, monkeypatch):
    statements: list[str] = []
    hashes: list[str] = []
    kind = type(get_hasher())
    real = kind.encode
    monkeypatch.setattr(kind, "encode", lambda self, *a, **k: (hashes.append("hash"), real(self, *a, **k))[1])
    costs = []
    for name in ("jiahe", "nobody"):
        with connection.execute_wrapper(lambda run, sql, *rest: (statements.append(sql), run(sql, *rest))[1]):
            Client(REMOTE_ADDR="10.1.1.1").post("/login", {"username": name, "password": "falsch falsch"})
        costs.append((len(statements), len(hashes)))
        statements.clear()
        hashes.clear()
    assert costs[0] == costs[1] and costs[0][1] == 1


@pytest.mark.abuse(6)
def test_enormous_password_is_refused_before_any_hash(person, client, monkeypatch):
    monkeypatch.setattr("django.contrib.auth.authenticate", lambda *a, **k: pytest.fail("hashed"))
    assert post(client, password="x" * 1_000_000).status_code == 400
    assert post(client, password="密" * 86).status_code == 400
    assert not Throttle.objects.exists()


@pytest.mark.abuse(18)
@pytest.mark.parametrize("body", ['{"username":"jiahe","password":true}', "true", "0", "{}", "1e1", '{"username":["jiahe"],"password":{}}'])
def test_json_signs_nobody_in(person, client, body):
    assert client.post("/login", body, content_type="application/json").status_code == 400
    assert "_auth_user_id" not in client.session


def test_arrays_and_control_characters_sign_nobody_in(person, client):
    assert client.post("/login", {"username[]": "jiahe", "password[]": PASSWORD}).status_code == 400
    assert post(client, "jia\x00he").status_code == 400
    assert post(client, "x" * 5000).status_code == 400
    assert post(client, "").status_code == 400


@pytest.mark.abuse(25)
def test_session_is_new_after_signing_in_and_gone_after_signing_out(person, client):
    client.get("/login")
    session = client.session
    session["planted"] = "1"
    session.save()
    before = session.session_key
    post(client)
    after = client.cookies["session"].value
    assert after != before
    client.post("/logout")
    thief = Client()
    thief.cookies["session"] = after
    assert thief.get("/password/").status_code == 302


@pytest.mark.abuse(25)
def test_disabled_person_is_out_with_the_next_request(person, client):
    post(client)
    assert client.get("/password/").status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/password/").status_code == 302


@pytest.mark.abuse(34)
def test_somebody_elses_session_ends_first(person, client):
    other = User.objects.create_user("yuanfang", PASSWORD, name="远方")
    post(client)
    session = client.session
    session["draft of jiahe"] = "secret"
    session.save()
    post(client, "yuanfang")
    assert client.session["_auth_user_id"] == str(other.pk)
    assert "draft of jiahe" not in client.session


def test_sign_out_needs_a_post(person, client):
    post(client)
    assert client.get("/logout").status_code == 200
    assert client.get("/password/").status_code == 200
    assert client.post("/logout").status_code == 302
    assert client.get("/password/").status_code == 302


def test_form_without_csrf_token_is_refused(person):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/login", {"username": "jiahe", "password": PASSWORD}).status_code == 403


EVIL = ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/", "http:///evil.example", "///evil.example",
        "\\\\evil.example", "/\t/evil.example", "javascript:alert(1)", "data:text/html,x", " //evil.example", "/\n//evil.example",
        "%2f%2fevil.example", "/%5cevil.example/x",
        "https:/evil.example", "//evil.example\\@127.0.0.1/", "evil.example", "/logout", "/nowhere/at/all"]


@pytest.mark.abuse(26)
@pytest.mark.parametrize("address", EVIL)
def test_next_stays_on_this_site(person, client, address):
    assert post(client, next=address).url == "/"


def test_next_leads_back_to_a_page_of_this_site(person, client):
    assert post(client, next="/preferences/?a=1").url == "/preferences/?a=1"


@pytest.mark.abuse(13)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "good:x@evil", "evil.example:8000", "127.0.0.1@evil.example"])
def test_foreign_host_is_refused(person, host):
    assert Client().get("/login", headers={"host": host}).status_code == 400


@pytest.mark.abuse(13)
def test_forwarded_host_changes_nothing(person, client):
    page = client.get("/login", headers={"x-forwarded-host": "evil.example"})
    assert page.status_code == 200 and b"evil" not in page.content


@pytest.mark.abuse(33)
@pytest.mark.parametrize("header", [
    "X-Remote-User", "Remote-User", "X-Forwarded-User", "X-Forwarded-Preferred-Username", "X-Auth-Request-User", "X-WEBAUTH-USER", "X-User",
    "X-Authenticated-User", "SSL-Client-S-DN", "X-SSL-Client-CN", "X-Original-User", "X-Forwarded-Email"])
def test_headers_sign_nobody_in(person, client, header):
    assert client.get("/password/", headers={header: "jiahe"}).status_code == 302


@pytest.mark.abuse(10)
def test_no_default_password_opens_anything(db, client):
    pairs = [(n, p) for n in ("admin", "root", "administrator", "test", "guest") for p in
             ("admin", "admin123", "123456", "12345678", "55555", "password", "root", "shouhou", "demo2026", "glpi")]
    assert not User.objects.exists()
    for number, (name, password) in enumerate(pairs):
        assert Client(REMOTE_ADDR=f"10.0.{number}.1").post("/login", {"username": name, "password": password}).status_code == 401
