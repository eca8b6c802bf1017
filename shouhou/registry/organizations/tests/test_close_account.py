"""停用 and 启用; roles of staff."""

from __future__ import annotations

import pytest
from django.test import Client

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts import ended
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.actions import close_account, create_admin, hire, set_roles


@pytest.mark.abuse(25)
def test_disabled_person_is_out_and_comes_back_when_enabled(cast, monkeypatch, django_capture_on_commit_callbacks):
    heard: list[int] = []
    monkeypatch.setattr(ended, "listeners", [heard.append])
    browser = cast.client(cast.jiahe)
    address = f"/workbench/accounts/{cast.jiahe.pk}/closure/"
    with django_capture_on_commit_callbacks(execute=True):
        assert cast.client(cast.admin).post(address).status_code == 302
    assert browser.get("/password/").status_code == 302 and heard == [cast.jiahe.pk]
    assert Client().post("/login", {"username": "jiahe", "password": cast.password}).status_code == 401
    cast.client(cast.admin).post(address, {"open": "1"})
    assert Client().post("/login", {"username": "jiahe", "password": cast.password}).status_code == 302


def test_last_administrator_and_oneself_stay(cast):
    with pytest.raises(Refused, match="自己"):
        close_account(cast.admin, by=cast.admin)
    with pytest.raises(Refused, match="最后一个"):
        close_account(cast.admin, by=None)
    with pytest.raises(Refused, match="自己"):
        set_roles(cast.admin, ["consultant"], by=cast.admin)
    with pytest.raises(Refused, match="最后一个"):
        set_roles(cast.admin, ["consultant"], by=None)


def test_colleague_is_hired_with_roles(cast, may):
    page = cast.client(cast.admin).post("/workbench/people/new/", {"username": "xinren", "name": "新人", "roles": ["consultant", "hotline"]})
    assert "made-password" in page.content.decode()
    user = User.objects.get(username="xinren")
    assert set(user.grants.values_list("role", flat=True)) == {"consultant", "hotline"}
    assert user.memberships.get().organization.kind == "vendor"
    cast.client(cast.admin).post(f"/workbench/people/{user.pk}/", {"name": "新人", "roles": ["supervisor"]})
    assert set(user.grants.values_list("role", flat=True)) == {"supervisor"}


@pytest.mark.abuse(25)
def test_role_taken_away_counts_with_the_next_request(cast):
    browser = cast.client(cast.zhuguan)
    assert browser.get("/workbench/customers/").status_code == 200
    set_roles(cast.zhuguan, ["knowledge_editor"], by=cast.admin)
    assert browser.get("/workbench/customers/").status_code == 403


@pytest.mark.parametrize("roles", [[], ["customer"], ["nobody"], ["admin", "customer_admin"]])
def test_roles_that_do_not_exist_or_are_customers_are_refused(cast, roles):
    with pytest.raises(Refused):
        hire(by=cast.admin, username="xinren", name="新人", roles=roles)


def test_only_who_looks_after_staff_sees_the_staff_pages(cast):
    for user in (cast.zhuguan, cast.guwen, cast.shenji, cast.jiahe_boss):
        for address in ("/workbench/people/", "/workbench/people/new/", f"/workbench/people/{cast.guwen.pk}/", "/workbench/settings/vendor/"):
            assert cast.client(user).get(address).status_code == 403
    assert cast.client(cast.admin).get(f"/workbench/people/{cast.jiahe.pk}/").status_code == 404


@pytest.mark.abuse(5)
def test_first_administrator_chooses_a_password_that_will_do(db):
    for weak in ("admin", "12345678", "chef-1234", "55555"):
        with pytest.raises(Refused):
            create_admin("chef-1", weak, "老板")
    user = create_admin("chef-1", "清晨泡的第一杯茶", "老板")
    assert user.check_password("清晨泡的第一杯茶") and not user.must_change_password
    assert set(user.grants.values_list("role", flat=True)) == {"admin"}
