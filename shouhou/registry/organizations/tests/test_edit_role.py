"""角色: made from templates, to the level of buttons, effective at once, and nobody gives what he does not hold."""

from __future__ import annotations

import pytest

from shouhou.foundation.access import Refused, can, capabilities_of, grant, holders
from shouhou.foundation.access.editing import drop_role, edit_role, make_role
from shouhou.foundation.access.models import Grant, Role
from shouhou.foundation.access.registry import CAPABILITIES
from shouhou.foundation.accounts import ended
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.registry.organizations.actions import hire, set_roles


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def personnel(cast) -> User:
    """Somebody who looks after staff accounts and roles, and may nothing else."""
    role = make_role("人事", ["workbench.home", "organizations.staff", "access.roles"], by=cast.admin)
    Grant.objects.filter(user=cast.zhishi).delete()
    grant(cast.zhishi, role.code)
    return again(cast.zhishi)


@pytest.mark.requirement("X-03")
def test_role_is_made_from_a_template_by_the_page_and_given_to_people(cast):
    browser = cast.client(cast.admin)
    page = browser.get("/workbench/roles/new/?from=hotline").content.decode()
    assert 'value="tickets.file_for" checked' in page and 'value="tickets.close" checked' not in page
    answer = browser.post("/workbench/roles/new/", {
        "label": "夜班热线", "from": "hotline", "capabilities": ["workbench.home", "tickets.desk", "tickets.read_all"]})
    assert answer.status_code == 302
    role = Role.objects.get(label="夜班热线")
    assert "夜班热线" in browser.get(f"/workbench/people/{cast.caiwu.pk}/").content.decode()
    browser.post(f"/workbench/people/{cast.caiwu.pk}/", {"name": "卫务", "roles": [role.code]})
    assert capabilities_of(again(cast.caiwu)) == {"workbench.home", "tickets.desk", "tickets.read_all"}
    assert cast.client(cast.caiwu).get("/workbench/tickets/").status_code == 200
    assert again(cast.caiwu) in holders("tickets.read_all")


@pytest.mark.abuse(72)
@pytest.mark.requirement("X-03")
def test_change_is_effective_on_the_next_request_and_closes_sockets(cast, personnel, monkeypatch, django_capture_on_commit_callbacks):
    dropped: list[int] = []
    monkeypatch.setattr(ended, "listeners", [dropped.append])
    role = Role.objects.get(label="人事")
    browser = cast.client(personnel)
    assert browser.get("/workbench/people/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        edit_role(role, by=cast.admin, label="人事", capabilities=["workbench.home", "access.roles"])
    assert browser.get("/workbench/people/").status_code == 403 and dropped == [personnel.pk]
    assert Event.objects.get(verb="user.role_edited").data["taken"] == ["organizations.staff"]


@pytest.mark.abuse(4)
def test_nobody_puts_into_a_role_what_he_does_not_hold(cast, personnel):
    for many in (["tickets.read_all"], ["access.give_any"], sorted(CAPABILITIES)):
        with pytest.raises(Refused):
            make_role("偷来的", many, by=personnel)
    browser = cast.client(personnel)
    page = browser.post("/workbench/roles/new/", {"label": "偷来的", "capabilities": ["workbench.home", "access.give_any"]})
    assert page.status_code == 400 and "您自己没有这些权限" in page.content.decode() and not Role.objects.filter(label="偷来的").exists()
    with pytest.raises(Refused):
        edit_role(Role.objects.get(label="人事"), by=personnel, label="人事", capabilities=["workbench.home", "access.roles", "access.give_any"])
    assert make_role("助理", ["workbench.home"], by=personnel).capabilities == ["workbench.home"]


@pytest.mark.abuse(4)
def test_nobody_gives_a_role_that_allows_more_than_his_own(cast, personnel):
    for role in ("admin", "supervisor", "consultant", "auditor"):
        with pytest.raises(Refused):
            set_roles(cast.guwen, ["consultant", role] if role != "consultant" else ["hotline"], by=personnel)
        with pytest.raises(Refused):
            hire(by=personnel, username=f"neu{role}", name="新", roles=[role])
    with pytest.raises(Refused):
        set_roles(personnel, [Role.objects.get(label="人事").code, "admin"], by=personnel)


@pytest.mark.abuse(4)
def test_administrator_gives_anything_to_others_and_nothing_to_himself(cast):
    set_roles(cast.caiwu, ["finance", "supervisor"], by=cast.admin)
    with pytest.raises(Refused):
        set_roles(cast.admin, ["admin", "supervisor"], by=cast.admin)
    role = make_role("全部", ["workbench.home"], by=cast.admin)
    second = User.objects.create(username="admin2", name="管理员二")
    grant(second, "admin")
    set_roles(cast.admin, ["admin", role.code], by=second)
    with pytest.raises(Refused, match="另一位管理员"):
        edit_role(role, by=again(cast.admin), label="全部", capabilities=["workbench.home", "tickets.read_all"])
    assert not can(again(cast.admin), "tickets.read_all")


def test_built_in_roles_cannot_be_changed_or_dropped(cast):
    browser = cast.client(cast.admin)
    assert "系统自带的角色不能修改" in browser.get("/workbench/roles/consultant/").content.decode()
    assert browser.post("/workbench/roles/consultant/", {"label": "x", "capabilities": sorted(CAPABILITIES)}).status_code == 409
    assert browser.post("/workbench/roles/consultant/removal/").status_code == 404


def test_role_that_is_held_stays(cast, personnel):
    role = Role.objects.get(label="人事")
    with pytest.raises(Refused, match="1 人"):
        drop_role(role, by=cast.admin)
    set_roles(personnel, ["knowledge_editor"], by=cast.admin)
    drop_role(role, by=cast.admin)
    assert not Role.objects.exists()


@pytest.mark.parametrize(("label", "capabilities", "word"), [
    ("", ["workbench.home"], "角色名称"), ("顾问", ["workbench.home"], "系统自带"), ("x" * 41, ["workbench.home"], "最多"), ("新", [], "至少选择"),
    ("新", ["tickets.nothing"], "没有这个权限"), ("新", ["*"], "没有这个权限"), ("人事", ["workbench.home"], "已经有")])
def test_what_will_not_do_is_said(cast, personnel, label, capabilities, word):
    with pytest.raises(Refused, match=word):
        make_role(label, capabilities, by=cast.admin)


def test_capability_that_no_room_declares_any_more_gives_nothing(cast):
    role = Role.objects.create(code="own-old", label="旧", capabilities=["gone.verb", "workbench.home"])
    Grant.objects.filter(user=cast.zhishi).delete()
    grant(cast.zhishi, role.code)
    assert capabilities_of(again(cast.zhishi)) == {"workbench.home"}
