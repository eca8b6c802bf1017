"""忘记密码: by mail, by the hotline."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from shouhou.foundation.accounts.models import Throttle, User
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs import Job, work_off
from shouhou.registry.joining.models import Recovery

NEW = "绿水青山长在我心"
CHECKED = ["name", "company", "call_back"]


def asked(who: object, client: Client | None = None):
    return (client or Client()).post("/recovery/", {"who": who})


def chosen(link: str, client: Client | None = None, new: str = NEW):
    return (client or Client()).post(link, {"new": new, "again": new})


@pytest.mark.requirement("LC-1c-01")
def test_sign_in_page_leads_to_the_ways_that_exist(cast, client, postbox):
    assert 'href="/recovery/"' in client.get("/login").content.decode()
    page = client.get("/recovery/").content.decode()
    assert "邮箱找回密码" in page and "400-000-0000" in page and "手机号" not in page


def test_without_mail_only_the_hotline_is_offered(cast, client):
    page = client.get("/recovery/").content.decode()
    assert "邮箱找回密码" not in page and "客服电话找回密码" in page
    asked("jiahe", client)
    assert not Job.objects.filter(name="joining.recovery").exists()


@pytest.mark.requirement("LC-1c-02")
@pytest.mark.parametrize("who", ["jiahe", "JIAHE", "jiahe@example.com"])
def test_link_comes_by_mail_and_gives_a_new_password(cast, postbox, who):
    assert asked(who).status_code == 200
    work_off()
    work_off()
    assert postbox.letters[0]["address"] == "jiahe@example.com"
    link = postbox.link()
    assert "jiahe" in Client().get(link).content.decode()
    assert chosen(link).url == "/login"
    assert Client().post("/login", {"username": "jiahe", "password": NEW}).status_code == 302
    assert Client().post("/login", {"username": "jiahe", "password": cast.password}).status_code == 401


@pytest.mark.abuse(2)
def test_known_and_unknown_give_the_same_page_and_the_same_work(cast, postbox, django_assert_num_queries):
    def told(who: str) -> tuple[int, bytes, int]:
        client = Client()
        page = client.post("/recovery/", {"who": who})
        lines = [line for line in page.content.splitlines() if b"csrf" not in line and b"nonce" not in line]
        return page.status_code, b"".join(lines), Job.objects.filter(name="joining.recovery").count()

    one, two = told("jiahe"), told("nobody@example.com")
    assert one[:2] == two[:2] and two[2] == one[2] + 1
    work_off()
    work_off()
    assert len(postbox.letters) == 1


@pytest.mark.abuse(14)
@pytest.mark.parametrize("body", [
    {"who": ["jiahe@example.com", "evil@example.org"]}, {"who[]": ["jiahe@example.com", "evil@example.org"]},
    {"who": "jiahe@example.com,evil@example.org"},
    {"who": "jiahe@example.com%0aBcc:evil@example.org"}, {"who": "jiahe@example.com\nBcc: evil@example.org"},
    {"who": '["jiahe@example.com","evil@example.org"]'},
    {"who": "jiahe@example.com;evil@example.org"}, {"who": "jiahe", "email": "evil@example.org", "address": "evil@example.org"}])
def test_letters_go_only_to_the_address_on_record(cast, postbox, body):
    Client().post("/recovery/", body)
    work_off()
    work_off()
    assert len(postbox.letters) <= 1 and all(letter["address"] == "jiahe@example.com" for letter in postbox.letters)


@pytest.mark.abuse(13)
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:x@evil.example", "evil.example:80"])
def test_links_never_name_the_host_that_was_asked(cast, postbox, settings, host):
    answer = Client().post("/recovery/", {"who": "jiahe"}, headers={"Host": host, "X-Forwarded-Host": host})
    work_off()
    work_off()
    assert answer.status_code == 400 or postbox.letters[0]["text"].count(settings.PUBLIC_URL) == 1
    asked("jiahe", Client(headers={"X-Forwarded-Host": host}))
    work_off()
    work_off()
    assert all("evil.example" not in letter["text"] for letter in postbox.letters) and postbox.letters


@pytest.mark.abuse(15)
def test_link_works_once_within_the_hour_and_dies_with_what_it_rests_on(cast, postbox):
    def fresh() -> str:
        Throttle.objects.all().delete()
        asked("jiahe")
        work_off()
        work_off()
        return postbox.link()

    signed = cast.client(cast.jiahe)
    link = fresh()
    assert chosen(link).status_code == 302 and chosen(link).status_code == 404
    assert signed.get("/").status_code == 302  # every session ended
    old, new = fresh(), fresh()
    assert chosen(old).status_code == 404
    Recovery.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert chosen(new).status_code == 404
    for field, value in (("email", "jiahe@example.com.cn"), ("phone", "13700000000")):
        link = fresh()
        User.objects.filter(username="jiahe").update(**{field: value})
        assert chosen(link).status_code == 404, field
    link = fresh()
    cast.jiahe.refresh_from_db()
    cast.jiahe.set_password("einanderes")
    cast.jiahe.save()
    assert chosen(link).status_code == 404
    link = fresh()
    User.objects.filter(username="jiahe").update(is_active=False)
    assert chosen(link).status_code == 404


@pytest.mark.abuse(16)
@pytest.mark.parametrize("secret", ["null", "0", " " * 60, "[]", "x" * 43, "None", "%00"])
def test_what_is_no_secret_opens_nothing(cast, secret):
    Recovery.objects.create(user=cast.jiahe, digest="", fingerprint="", way="email", expires_at=timezone.now() + timedelta(hours=1))
    assert chosen(f"/recovery/{secret}/").status_code == 404


def test_weak_password_is_refused_and_the_link_stays_good(cast, postbox):
    asked("jiahe")
    work_off()
    work_off()
    link = postbox.link()
    assert chosen(link, new="12345678").status_code == 400
    assert chosen(link).status_code == 302


@pytest.mark.abuse(3, 20)
def test_one_person_gets_three_letters_a_day(cast, postbox):
    for n in range(8):
        asked("jiahe", Client(REMOTE_ADDR=f"10.{n}.0.1"))
        work_off()
        work_off()
    assert len(postbox.letters) == 3
    assert {asked("jiahe").status_code for _ in range(8)} == {200, 429}


@pytest.mark.requirement("LC-1c-04")
def test_hotline_checks_who_it_is_and_the_link_goes_to_the_person(cast, postbox):
    browser = cast.client(cast.rexian)
    assert cast.jiahe.name in browser.get("/workbench/recovery/?q=13800138000").content.decode()
    address = f"/workbench/recovery/{cast.jiahe.pk}/"
    assert "回拨" in browser.get(address).content.decode()
    for few in ([], ["name", "company"], ["name", "company", "email"]):
        assert browser.post(address, {"checked": few}).status_code == 400
    page = browser.post(address, {"checked": CHECKED, "note": "来电 13800138000"}).content.decode()
    assert "ji***@example.com" in page
    work_off()
    link = postbox.link()
    assert link.split("/")[2] not in page
    assert chosen(link).status_code == 302
    event = Event.objects.get(verb="user.recovery_offered")
    assert event.by == cast.rexian and event.data["checked"] == sorted(CHECKED) and "13800138000" in event.data["note"]
    assert Event.objects.get(verb="user.recovered").data["offered_by"] == cast.rexian.pk


@pytest.mark.requirement("LC-1c-04")
def test_link_is_read_out_where_nothing_else_is_left(cast):
    page = cast.client(cast.rexian).post(f"/workbench/recovery/{cast.jiahe.pk}/", {"checked": CHECKED}).content.decode()
    link = "/recovery/" + page.split('id="spoken-link">')[1].split("/recovery/")[1].split("<")[0]
    assert Recovery.objects.get(user=cast.jiahe).expires_at < timezone.now() + timedelta(minutes=16)
    assert chosen(link).status_code == 302


@pytest.mark.abuse(19)
def test_hotline_never_sets_a_password_and_never_helps_staff_or_itself(cast):
    browser = cast.client(cast.rexian)
    before = cast.jiahe.password
    assert browser.post(f"/workbench/accounts/{cast.jiahe.pk}/password/").status_code == 403
    assert browser.put(f"/workbench/recovery/{cast.jiahe.pk}/", {"password": "x"}).status_code in {400, 403, 405, 200}
    browser.post(f"/workbench/recovery/{cast.jiahe.pk}/", {"checked": CHECKED, "password": NEW, "new": NEW, "again": NEW})
    cast.jiahe.refresh_from_db()
    assert cast.jiahe.password == before
    for person in (cast.guwen, cast.admin, cast.rexian):
        assert browser.post(f"/workbench/recovery/{person.pk}/", {"checked": CHECKED}).status_code == 404
    for other in (cast.caiwu, cast.jiahe_boss, cast.shenji):
        assert cast.client(other).get(f"/workbench/recovery/{cast.jiahe.pk}/").status_code == 403


@pytest.mark.abuse(6)
def test_enormous_password_is_refused_before_any_hash(cast, postbox, monkeypatch):
    asked("jiahe")
    work_off()
    work_off()
    monkeypatch.setattr("shouhou.registry.joining.pages.recovery.make_password", lambda p: pytest.fail("hashed"))
    assert chosen(postbox.link(), new="x" * 1_000_000).status_code == 400
