"""Looking up user names and resetting passwords: 实施顾问 and company manager (HJ-1.2-03, HJ-1.2-04)."""

from __future__ import annotations

import pytest
from django.test import Client

from shouhou.foundation.access import Refused, grant
from shouhou.foundation.events.models import Event
from shouhou.registry.organizations.actions import reset_password
from shouhou.registry.organizations.models import Membership
from shouhou.registry.organizations.people import may_reset


def by_page(cast, by, user):
    return cast.client(by).post(f"/workbench/accounts/{user.pk}/password/")


@pytest.mark.requirement("HJ-1.2-03", "HJ-1.2-04")
def test_responsible_consultant_sees_user_names_and_resets(cast):
    page = cast.client(cast.guwen).get(f"/workbench/customers/{cast.jiahe_company.pk}/").content.decode()
    assert "jiahe-boss" in page and "重置密码" in page
    answer = by_page(cast, cast.guwen, cast.jiahe)
    password = answer.content.decode().split('id="made-password">')[1].split("<")[0]
    assert answer.headers["Cache-Control"].count("no-store") == 1
    assert Client().post("/login", {"username": "jiahe", "password": cast.password}).status_code == 401
    assert Client().post("/login", {"username": "jiahe", "password": password}).url == "/password/"


@pytest.mark.requirement("HJ-1.2-03", "HJ-1.2-04")
def test_company_manager_looks_up_names_and_resets(cast):
    boss = cast.client(cast.jiahe_boss)
    page = boss.get("/company/").content.decode()
    assert "jiahe2" in page and "yuanfang" not in page
    answer = boss.post(f"/company/{cast.jiahe.pk}/password/")
    assert "made-password" in answer.content.decode()
    cast.jiahe.refresh_from_db()
    assert cast.jiahe.must_change_password


@pytest.mark.requirement("HJ-1.2-04")
def test_who_may_reset_whom(cast):
    may = {(by, user): may_reset(getattr(cast, by), getattr(cast, user))
           for by in ("guwen", "guwen2", "zhuguan", "admin", "rexian", "diaodu", "caiwu", "shenji", "jiahe", "jiahe_boss", "yuanfang_boss")
           for user in ("jiahe", "jiahe_boss", "yuanfang", "guwen", "admin", "zhuguan")}
    assert {pair for pair, yes in may.items() if yes} == {
        ("guwen", "jiahe"), ("guwen", "jiahe_boss"), ("guwen2", "yuanfang"),
        ("zhuguan", "jiahe"), ("zhuguan", "jiahe_boss"), ("zhuguan", "yuanfang"),
        ("admin", "jiahe"), ("admin", "jiahe_boss"), ("admin", "yuanfang"), ("admin", "guwen"), ("admin", "zhuguan"),
        ("jiahe_boss", "jiahe"), ("yuanfang_boss", "yuanfang"),
    }


@pytest.mark.abuse(19)
def test_hotline_cannot_and_another_consultant_is_refused_on_record(cast):
    assert by_page(cast, cast.rexian, cast.jiahe).status_code == 403
    assert by_page(cast, cast.guwen2, cast.jiahe).status_code == 409
    cast.jiahe.refresh_from_db()
    assert cast.jiahe.check_password(cast.password)
    assert Event.objects.filter(verb="user.password_reset_refused", by=cast.guwen2, subject=f"user:{cast.jiahe.pk}").exists()


@pytest.mark.abuse(46)
def test_manager_does_not_find_people_of_another_company_or_staff(cast):
    boss = cast.client(cast.jiahe_boss)
    answers = {boss.post(f"/company/{pk}/password/").content for pk in (cast.yuanfang.pk, cast.admin.pk, 999999)}
    assert len(answers) == 1 and boss.post(f"/company/{cast.yuanfang.pk}/password/").status_code == 404
    assert cast.client(cast.jiahe).post(f"/company/{cast.jiahe2.pk}/password/").status_code == 403


def test_person_of_two_companies_is_not_taken_over_through_one(cast):
    Membership.objects.create(user=cast.yuanfang, organization=cast.jiahe_company)
    for by in (cast.jiahe_boss, cast.guwen, cast.guwen2):
        with pytest.raises(Refused):
            reset_password(cast.yuanfang, by=by)


def test_customer_with_a_staff_role_counts_as_staff(cast):
    grant(cast.jiahe, "consultant")
    assert not may_reset(cast.jiahe_boss, cast.jiahe) and not may_reset(cast.zhuguan, cast.jiahe) and may_reset(cast.admin, cast.jiahe)


def test_own_password_and_disabled_accounts_are_refused(cast):
    with pytest.raises(Refused, match="密码修改"):
        reset_password(cast.admin, by=cast.admin)
    cast.jiahe.is_active = False
    with pytest.raises(Refused, match="已停用"):
        reset_password(cast.jiahe, by=cast.admin)


@pytest.mark.abuse(25)
def test_sessions_end_with_the_reset(cast):
    browser = cast.client(cast.jiahe)
    assert browser.get("/password/").status_code == 200
    reset_password(cast.jiahe, by=cast.guwen)
    assert browser.get("/password/").status_code == 302
