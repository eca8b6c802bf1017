"""密码修改, and which passwords will do."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from shouhou.foundation.accounts import ended, passwords
from shouhou.foundation.accounts.models import User

OLD, NEW = "一匹马在草原上跑", "整片海洋都是蓝色的"
WEAK = """12345678 123456789 1234567890 87654321 11111111 88888888 00000000 66668888 password password1 Password123 passw0rd qwertyui
qwerty123 1q2w3e4r 1qaz2wsx qwertyuiop asdfghjkl zxcvbnm1 iloveyou sunshine princess football baseball superman trustno1 letmein1 welcome1
admin123 administrator abcdefgh hgfedcba abcd1234 a1234567 aaaaaaaa 12121212 abababab 11223344 88888888! jiahe123 jiahe2026 JIAHE888
ｊｉａｈｅ１２３ 嘉禾实业2026 嘉禾实业嘉禾 王小明123456 13800001111 13800001111! short7! 1 55555 Password! pass1234"""


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user("jiahe", OLD, name="王小明", phone="13800001111")


@pytest.fixture
def signed_in(person, client) -> Client:
    client.post("/login", {"username": "jiahe", "password": OLD})
    return client


def change(client: Client, old: str = OLD, new: str = NEW, again: str | None = None):
    return client.post("/password/", {"old": old, "new": new, "again": new if again is None else again})


@pytest.mark.requirement("HJ-1.2-10")
def test_password_is_changed_and_the_new_one_works(signed_in, person):
    assert change(signed_in).status_code == 302
    assert signed_in.get("/password/").status_code == 200
    fresh = Client()
    assert fresh.post("/login", {"username": "jiahe", "password": OLD}).status_code == 401
    assert fresh.post("/login", {"username": "jiahe", "password": NEW}).status_code == 302


@pytest.mark.abuse(25)
def test_other_sessions_end_and_the_listeners_hear_it(signed_in, person, django_capture_on_commit_callbacks, monkeypatch):
    heard: list[int] = []
    monkeypatch.setattr(ended, "listeners", [heard.append])
    other = Client()
    other.post("/login", {"username": "jiahe", "password": OLD})
    before = signed_in.cookies["session"].value
    with django_capture_on_commit_callbacks(execute=True):
        change(signed_in)
    assert other.get("/password/").status_code == 302
    assert signed_in.cookies["session"].value != before
    assert heard == [person.pk]


@pytest.mark.abuse(24)
def test_wrong_or_missing_old_password_changes_nothing(signed_in, person):
    assert change(signed_in, old="falsch falsch").status_code == 400
    assert signed_in.post("/password/", {"new": NEW, "again": NEW}).status_code == 400
    person.refresh_from_db()
    assert person.check_password(OLD)


@pytest.mark.abuse(24)
def test_old_password_cannot_be_guessed_from_an_open_session(signed_in):
    answers = [change(signed_in, old=f"guess{n}").status_code for n in range(12)]
    assert answers == [400] * 10 + [429] * 2


def test_two_different_new_ones_and_the_old_one_again_are_refused(signed_in):
    assert "两次输入的新密码不一样" in change(signed_in, again="etwas anderes").content.decode()
    assert "新密码不能和原密码相同" in change(signed_in, new=OLD).content.decode()


@pytest.mark.abuse(5)
def test_weak_passwords_are_refused(person, monkeypatch):
    monkeypatch.setattr(passwords, "_words", [lambda user: ["嘉禾实业"]])
    accepted = []
    for weak in WEAK.split():
        try:
            passwords.check(weak, person)
        except ValidationError:
            continue
        accepted.append(weak)
    assert not accepted and len(WEAK.split()) >= 50


@pytest.mark.abuse(5)
def test_weak_password_is_refused_beside_the_field(signed_in):
    answer = change(signed_in, new="12345678")
    assert answer.status_code == 400 and "很容易被猜到" in answer.content.decode()


@pytest.mark.abuse(5)
def test_64_characters_with_chinese_work_untruncated(signed_in):
    long = "青山绿水" * 12 + "ab cd!" + "x1y2z3w4v5"
    assert len(long) == 64
    assert change(signed_in, new=long).status_code == 302
    assert Client().post("/login", {"username": "jiahe", "password": long[:-1]}).status_code == 401
    assert Client().post("/login", {"username": "jiahe", "password": long}).status_code == 302


@pytest.mark.abuse(6)
def test_enormous_passwords_are_refused_before_any_hash(signed_in, monkeypatch):
    monkeypatch.setattr("shouhou.foundation.accounts.pages.password.check_password", lambda *a: pytest.fail("hashed"))
    assert change(signed_in, old="x" * 300_000, new="y" * 300_000).status_code == 400


def test_one_time_password_must_be_changed_before_anything_else(db, client):
    User.objects.create_user("neu", OLD, name="新人", must_change_password=True)
    assert client.post("/login", {"username": "neu", "password": OLD, "next": "/preferences/"}).url == "/password/"
    assert client.get("/").url == "/password/"
    assert "系统分配的密码" in client.get("/password/").content.decode()
    assert change(client).status_code == 302
    assert client.get("/password/").status_code == 200
    assert "must_change_password" not in client.session
    assert not User.objects.get(username="neu").must_change_password


def test_made_passwords_differ_and_will_do(person):
    made = {passwords.make() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check(password, person)


def test_visitor_is_sent_to_sign_in(client, db):
    assert client.get("/password/").url == "/login?next=/password/"
