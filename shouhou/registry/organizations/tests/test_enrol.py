"""Accounts are assigned by the vendor (HJ-1.2-13), names are one for each person, passwords are shown once."""

from __future__ import annotations

import pytest
from django.test import Client

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.registry.organizations.actions import edit_person, enrol, set_company_admin
from shouhou.registry.organizations.models import Membership


def made_password(page: str) -> str:
    return page.split('id="made-password">')[1].split("<")[0]


@pytest.mark.requirement("HJ-1.2-13")
def test_administrator_assigns_user_name_and_password_and_the_person_signs_in(cast):
    company = cast.jiahe_company
    page = cast.client(cast.admin).post(f"/workbench/customers/{company.pk}/people/new/", {
        "username": "新同事", "name": "何禾", "phone": "13911112222", "email": "he@example.com"})
    password = made_password(page.content.decode())
    browser = Client()
    assert browser.post("/login", {"username": "新同事", "password": password}).url == "/password/"
    assert browser.post("/password/", {"old": password, "new": "绿水青山长在我心", "again": "绿水青山长在我心"}).status_code == 302
    user = User.objects.get(username="新同事")
    assert Membership.objects.get(user=user).organization == company
    assert password not in str(list(Event.objects.values_list("data", flat=True)))


@pytest.mark.requirement("HJ-1.2-13")
def test_nobody_registers_alone(cast, client):
    for address in ("/register/", "/register/", "/signup", "/accounts/signup/", "/join/", "/login/new/"):
        assert client.get(address).status_code == 404
    for user in (cast.jiahe, cast.jiahe_boss, cast.guwen, cast.zhuguan, cast.shenji, cast.caiwu):
        answer = cast.client(user).post(f"/workbench/customers/{cast.jiahe_company.pk}/people/new/", {"username": "neu", "name": "新"})
        assert answer.status_code == 403
    assert not User.objects.filter(username="neu").exists()


@pytest.mark.abuse(1)
def test_six_spellings_of_one_name_make_one_account(cast):
    made = []
    for name in ("kefu", "KEFU", "ｋｅｆｕ", " kefu ", "Kefu", "kеfu"):  # the last with a Cyrillic е
        try:
            made.append(enrol(cast.jiahe_company, by=cast.admin, username=name, name="客服"))
        except Refused as no:
            assert "username" in no.fields
    assert len(made) == 1 and len({one.user.username_key for one in made}) == 1


@pytest.mark.abuse(1)
@pytest.mark.parametrize("name", ["аdmin", "adмin", "ａｄｍｉｎ", "Admin", "zhugυan", "ɡuwen"])
def test_names_that_look_like_staff_are_refused(cast, name):
    with pytest.raises(Refused, match="用户名"):
        enrol(cast.jiahe_company, by=cast.admin, username=name, name="冒充")


@pytest.mark.parametrize("name", ["", " ", "a", "x" * 65, "a b", "a/b", "<b>", "a\x00b", "张三\n", "ﷺ" * 8])
def test_odd_names_are_refused(cast, name):
    try:
        user = enrol(cast.jiahe_company, by=cast.admin, username=name, name="某人").user
    except Refused as no:
        assert "username" in no.fields
    else:
        assert name == "张三\n" and user.username == "张三"


def test_page_keeps_what_was_typed_and_says_what_is_wrong(cast):
    page = cast.client(cast.admin).post(f"/workbench/customers/{cast.jiahe_company.pk}/people/new/", {
        "username": "guwen", "name": "何禾", "phone": "abc"})
    text = page.content.decode()
    assert page.status_code == 400 and 'value="何禾"' in text and "已经有人使用" in text


def test_form_sent_twice_makes_one_account_and_says_so(cast):
    browser, address = cast.client(cast.admin), f"/workbench/customers/{cast.jiahe_company.pk}/people/new/"
    first = browser.post(address, {"username": "neu", "name": "新人", "_key": "k1"})
    second = browser.post(address, {"username": "neu", "name": "新人", "_key": "k1"}, follow=True)
    assert first.status_code == 200 and "请重置一次" in second.content.decode()
    assert User.objects.filter(username="neu").count() == 1


@pytest.mark.abuse(4)
def test_more_fields_give_no_more_rights(cast, may):
    extra = {"role": "admin", "roles": "admin", "is_vip": "1", "org": str(cast.yuanfang_company.pk), "organization": "1", "is_staff": "1",
             "is_superuser": "1", "password": "x", "is_active": "0", "must_change_password": "0", "grants": "admin", "id": "1", "pk": "1",
             "user": "1", "by": "1", "kind": "vendor", "consultant": "1", "share_questions": "1", "language": "en", "token": "x"}
    cast.client(cast.admin).post(f"/workbench/customers/{cast.jiahe_company.pk}/people/new/", {"username": "neu", "name": "新人", **extra})
    user = User.objects.get(username="neu")
    assert set(user.grants.values_list("role", flat=True)) == {"customer"}
    assert list(user.memberships.values_list("organization__name", "is_admin")) == [("嘉禾实业", False)]
    assert user.is_active and user.must_change_password


def test_company_admin_is_made_and_unmade_with_the_next_request(cast, may):
    member = Membership.objects.get(user=cast.jiahe)
    address = f"/workbench/customers/{cast.jiahe_company.pk}/people/{cast.jiahe.pk}/administration/"
    assert cast.client(cast.jiahe).get("/company/").status_code == 403
    cast.client(cast.admin).post(address, {"is_admin": "1"})
    assert "organizations.read_own" in may(cast.jiahe) and cast.client(cast.jiahe).get("/company/").status_code == 200
    member.refresh_from_db()
    set_company_admin(member, False, by=cast.admin)
    assert "organizations.read_own" not in may(cast.jiahe) and cast.client(cast.jiahe).get("/company/").status_code == 403


def test_facts_of_a_person_are_corrected_but_not_the_user_name(cast):
    edit_person(cast.jiahe, by=cast.admin, name="王小佳", phone="027-87654321", email="")
    cast.client(cast.admin).post(f"/workbench/customers/{cast.jiahe_company.pk}/people/{cast.jiahe.pk}/", {"name": "王佳佳", "username": "x"})
    cast.jiahe.refresh_from_db()
    assert (cast.jiahe.name, cast.jiahe.username) == ("王佳佳", "jiahe")


def test_person_of_another_company_is_not_found_under_this_one(cast):
    assert cast.client(cast.admin).get(f"/workbench/customers/{cast.jiahe_company.pk}/people/{cast.yuanfang.pk}/").status_code == 404
