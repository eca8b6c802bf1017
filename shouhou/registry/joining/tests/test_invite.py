"""邀请同事: by mail, by telephone, by a link passed on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import Throttle, User
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs import Job, work_off
from shouhou.registry.joining.actions.invite import accept, invite, resend, take_back
from shouhou.registry.joining.models import Invitation

PAGE = "/company/invitations/"
CHOSEN = {"username": "xiaolin", "name": "林小明", "password": "麦田里的三月风吹过", "again": "麦田里的三月风吹过", "agrees": "on"}


def asked(cast: Any, way: str, address: str = "", **more: str) -> Any:
    return cast.client(cast.jiahe_boss).post(PAGE + "new/", {"organization": cast.jiahe_company.pk, "way": way, "address": address, **more})


@pytest.mark.django_db(transaction=True)  # as the worker runs: outside any transaction
def test_a_colleague_comes_in_by_mail_with_name_and_password_of_his_own(cast, postbox):
    assert asked(cast, "email", "lin@example.com", name="小林").url == PAGE
    work_off()
    letter = postbox.letters[0]
    assert letter["address"] == "lin@example.com" and "嘉禾实业" in letter["text"] and "72" in letter["text"]
    link, stranger = postbox.link(), Client()
    assert "嘉禾实业" in stranger.get(link).content.decode()
    assert stranger.post(link, CHOSEN).url == "/login"
    user = User.objects.get(username="xiaolin")
    assert (user.name, user.email, user.must_change_password) == ("林小明", "lin@example.com", False)
    assert list(user.memberships.values_list("organization__name", "is_admin")) == [("嘉禾实业", False)]
    assert list(user.grants.values_list("role", flat=True)) == ["customer"] and user.consents.count() == 1
    assert Client().post("/login", {"username": "xiaolin", "password": CHOSEN["password"]}).status_code == 302
    assert Event.objects.get(verb="invitation.accepted").data["username"] == "xiaolin"
    assert "token" not in Job.objects.get(name="joining.letter").payload


@pytest.mark.django_db(transaction=True)
def test_by_telephone(cast, phones):
    assert asked(cast, "sms", "139 1234 5678").url == PAGE
    work_off()
    number, token = phones.sent[0]
    assert number == "13912345678" and len(token) <= 35
    assert Client().post(f"/invitation/{token}/", CHOSEN).status_code == 302
    assert User.objects.get(username="xiaolin").phone == "13912345678"


def test_without_mail_and_telephone_the_link_is_shown_once(cast):
    form = cast.client(cast.jiahe_boss).get(PAGE + "new/").content.decode()
    assert 'value="link"' in form and 'value="email"' not in form and 'value="sms"' not in form
    page = asked(cast, "link").content.decode()
    link = "/invitation/" + page.split('id="invitation-link">')[1].split("/invitation/")[1].split("<")[0]
    assert Client().post(link, CHOSEN).status_code == 302
    assert asked(cast, "email", "lin@example.com").status_code == 400


@pytest.mark.abuse(17)
def test_an_invitation_lasts_three_days_works_once_and_dies_when_sent_again_or_withdrawn(cast, postbox):
    made, _secret = invite(cast.jiahe_company, by=cast.jiahe_boss, way="email", address="lin@example.com")
    work_off()
    first = postbox.link()
    assert timedelta(hours=71, minutes=59) < made.expires_at - timezone.now() <= timedelta(hours=72)
    assert cast.client(cast.jiahe_boss).post(f"{PAGE}{made.pk}/sending/").status_code == 302
    work_off()
    second = postbox.link()
    assert first != second and Client().get(first).status_code == 404 and Client().get(second).status_code == 200
    Invitation.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    assert Client().post(second, CHOSEN).status_code == 404
    assert "已过期" in cast.client(cast.jiahe_boss).get(PAGE).content.decode()
    resend(made, by=cast.jiahe_boss)
    work_off()
    third = postbox.link()
    assert Client().post(third, CHOSEN).status_code == 302
    assert Client().post(third, CHOSEN | {"username": "zweiter"}).status_code == 404
    other, secret = invite(cast.jiahe_company, by=cast.jiahe_boss, way="link")
    assert cast.client(cast.jiahe_boss).post(f"{PAGE}{other.pk}/removal/").status_code == 302
    assert Client().get(f"/invitation/{secret}/").status_code == 404
    for act in (resend, take_back):
        with pytest.raises(Refused):
            act(other, by=cast.jiahe_boss)


@pytest.mark.abuse(16)
@pytest.mark.parametrize("secret", ["null", "0", " " * 60, "[]", "x" * 32, "None", "%00", "void:" + "0" * 40])
def test_what_is_no_secret_opens_nothing(cast, secret):
    Invitation.objects.create(organization=cast.jiahe_company, way="link", digest="", expires_at=timezone.now() + timedelta(hours=1))
    assert Client().post(f"/invitation/{secret}/", CHOSEN).status_code == 404


@pytest.mark.abuse(4)
def test_nobody_invites_into_a_company_that_is_not_his_or_gives_more_than_a_seat(cast, postbox):
    assert asked(cast, "email", "a@example.com", organization=str(cast.yuanfang_company.pk)).status_code == 400
    for person in (cast.yuanfang_boss, cast.jiahe, cast.admin):
        with pytest.raises(Refused):
            invite(cast.jiahe_company, by=person, way="link")
    made, secret = invite(cast.jiahe_company, by=cast.jiahe_boss, way="link")
    assert cast.client(cast.yuanfang_boss).post(f"{PAGE}{made.pk}/removal/").status_code == 404
    assert cast.client(cast.jiahe).get(PAGE).status_code == 403
    more = {"is_admin": "on", "role": "admin", "organization": cast.yuanfang_company.pk, "email": "x@example.com", "is_active": ""}
    assert Client().post(f"/invitation/{secret}/", CHOSEN | more).status_code == 302
    user = User.objects.get(username="xiaolin")
    assert not user.email and list(user.memberships.values_list("organization__name", "is_admin")) == [("嘉禾实业", False)]


@pytest.mark.parametrize(("way", "address"), [("email", ""), ("email", "nix"), ("email", "a@b.c,d@e.f"), ("email", "jiahe@example.com"),
                                              ("sms", "021-5555666"), ("sms", "13800138000"), ("fax", "1")])
def test_what_will_not_do_is_refused(cast, postbox, phones, way, address):
    assert asked(cast, way, address).status_code == 400 and not Invitation.objects.exists()


@pytest.mark.abuse(3, 115)
def test_nobody_is_bombarded_with_invitations(cast, postbox):
    made, _secret = invite(cast.jiahe_company, by=cast.jiahe_boss, way="email", address="lin@example.com")
    assert asked(cast, "email", "LIN@example.com").status_code == 400
    statuses = [cast.client(cast.jiahe_boss).post(f"{PAGE}{made.pk}/sending/").status_code for _ in range(8)]
    work_off()
    assert len(postbox.letters) == 5 and statuses[-1] == 409
    Throttle.objects.all().delete()
    told = [asked(cast, "email", f"p{n}@example.com").status_code for n in range(33)]
    assert told.count(302) == 30 and told[-1] == 429


@pytest.mark.parametrize(("field", "value"), [("username", "jiahe"), ("username", "a b"), ("username", ""), ("name", ""), ("name", "Lin"),
                                              ("password", "123456"), ("again", "anders"), ("agrees", ""), ("password", "x" * 1_000_000)])
def test_a_slip_keeps_the_link_good(cast, field, value):
    _made, secret = invite(cast.jiahe_company, by=cast.jiahe_boss, way="link")
    wrong = {k: v for k, v in (CHOSEN | {field: value}).items() if v}
    assert Client().post(f"/invitation/{secret}/", wrong).status_code == 400
    assert Client().post(f"/invitation/{secret}/", CHOSEN).status_code == 302


def test_two_who_accept_at_once_are_one(cast):
    _made, secret = invite(cast.jiahe_company, by=cast.jiahe_boss, way="link")
    accept(secret, username="eins", name="林一", password=CHOSEN["password"], encoded="x")
    with pytest.raises(Refused):
        accept(secret, username="zwei", name="林二", password=CHOSEN["password"], encoded="x")


@pytest.mark.django_db(transaction=True)  # as pages run: what rooms keep between requests is kept
def test_the_list_is_small_and_adds_two_statements_to_the_frame(cast, django_assert_max_num_queries):
    for n in range(12):
        invite(cast.jiahe_company, by=cast.jiahe_boss, way="link", name=f"同事{n}")
    browser = cast.client(cast.jiahe_boss)
    browser.get(PAGE)
    with django_assert_max_num_queries(10):
        page = browser.get(PAGE)
    assert page.content.decode().count("重新发送") == 12 and len(page.content) < 40 * 1024
