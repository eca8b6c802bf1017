"""申请VIP, 申请管理员, 加入单位: asked, and decided by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from shouhou.foundation.access import Refused, can, grant
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs import work_off
from shouhou.registry.agreements.models import Agreement, Level
from shouhou.registry.joining import actions
from shouhou.registry.joining.actions.apply import join
from shouhou.registry.joining.models import Application
from shouhou.registry.organizations.models import Membership, Organization


@pytest.fixture
def loose(cast) -> User:
    """Registered, of no company."""
    user = User.objects.create_user("loose", "密码密码密码密码", name="散客", phone="13900001111")
    grant(user, "customer")
    cast.people["loose"] = user
    return user


@pytest.mark.requirement("LC-1a-12", "LC-2a-02")
def test_vip_and_admin_are_applied_for_in_the_personal_centre(cast, may):
    browser = cast.client(cast.jiahe)
    before = may(cast.jiahe)
    for kind in ("vip", "admin"):
        assert browser.post("/me/applications/new/", {"kind": kind, "text": "需要在线咨询"}).status_code == 302
    assert may(cast.jiahe) == before
    page = browser.get("/me/applications/").content.decode()
    assert page.count("待审批") >= 2 and "申请VIP</button>" not in page
    again = browser.post("/me/applications/new/", {"kind": "vip"})
    assert again.status_code == 400 and "已经提交过" in again.content.decode()


@pytest.mark.requirement("LC-1a-15")
def test_admin_application_is_approved_by_staff_and_works_at_once(cast, may):
    made = actions.apply(cast.jiahe, "admin")
    page = cast.client(cast.zhuguan).get("/workbench/applications/").content.decode()
    assert cast.jiahe.name in page
    answer = cast.client(cast.zhuguan).post(f"/workbench/applications/{made.pk}/", {"say": "yes", "answer": "已电话核实"})
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.decided_by, made.answer) == ("approved", cast.zhuguan, "已电话核实")
    assert Membership.objects.get(user=cast.jiahe).is_admin and "joining.decide_own" in may(cast.jiahe)
    assert Event.objects.filter(verb="application.approved", by=cast.zhuguan).exists()


@pytest.mark.requirement("LC-1a-15")
def test_refusal_needs_a_reason_which_the_applicant_reads(cast):
    made = actions.apply(cast.jiahe, "admin")
    page = cast.client(cast.zhuguan).post(f"/workbench/applications/{made.pk}/", {"say": "no", "answer": " "})
    assert page.status_code == 400 and "请填写不同意的原因" in page.content.decode()
    cast.client(cast.zhuguan).post(f"/workbench/applications/{made.pk}/", {"say": "no", "answer": "请由陈总提出"})
    assert "请由陈总提出" in cast.client(cast.jiahe).get("/me/applications/").content.decode()
    with pytest.raises(Refused):
        actions.approve(made, by=cast.zhuguan)


@pytest.mark.requirement("LC-1a-15")
def test_vip_ends_with_an_agreement_or_a_refusal(cast):
    made = actions.apply(cast.jiahe, "vip", service_code="C-1")
    with pytest.raises(Refused, match="VIP 级别的服务协议"):
        actions.approve(made, by=cast.zhuguan)
    today = timezone.localdate()
    level = Level.objects.filter(is_vip=True).first() or Level.objects.create(name="VIP", is_vip=True)
    Agreement.objects.create(organization=cast.jiahe_company, name="VIP 服务", starts_on=today, ends_on=today + timedelta(days=365), level=level)
    assert actions.approve(made, by=cast.zhuguan).state == "approved"


@pytest.mark.abuse(4)
@pytest.mark.requirement("LC-1a-15")
def test_nobody_decides_about_himself(cast):
    made = actions.apply(cast.zhuguan, "admin")
    page = cast.client(cast.zhuguan).post(f"/workbench/applications/{made.pk}/", {"say": "yes"})
    assert page.status_code == 400 and "不能审批自己的申请" in page.content.decode()
    own = actions.apply(cast.jiahe_boss, "vip")
    assert cast.client(cast.jiahe_boss).post(f"/company/applications/{own.pk}/decision/", {"say": "yes"}).status_code == 404
    for no in (cast.jiahe_boss, cast.yuanfang_boss, cast.guwen):
        with pytest.raises(Refused):
            actions.approve(own, by=no)


def test_company_admin_lets_colleagues_in_and_nobody_elses(cast, loose):
    made = join(loose, "嘉禾实业")
    assert made is not None and made.organization == cast.jiahe_company
    assert cast.client(cast.yuanfang_boss).post(f"/company/applications/{made.pk}/decision/", {"say": "yes"}).status_code == 404
    assert cast.client(cast.jiahe).get("/company/applications/").status_code == 403
    assert "散客" in cast.client(cast.jiahe_boss).get("/company/applications/").content.decode()
    cast.client(cast.jiahe_boss).post(f"/company/applications/{made.pk}/decision/", {"say": "yes"})
    member = Membership.objects.get(user=loose)
    assert member.organization == cast.jiahe_company and not member.is_admin


def test_staff_finds_or_makes_the_company_that_was_told(cast, loose):
    made = join(loose, "嘉禾事业")  # misspelt
    browser = cast.client(cast.zhuguan)
    address = f"/workbench/applications/{made.pk}/"
    assert "请选择单位" in browser.post(address, {"say": "yes"}).content.decode()
    assert "没有登记过" in browser.post(address, {"say": "yes", "company": "嘉禾食业"}).content.decode()
    assert browser.post(address, {"say": "yes", "company": "嘉禾实业"}).status_code == 302
    assert Membership.objects.get(user=loose).organization == cast.jiahe_company
    second = join(loose, "全新单位")
    browser.post(f"/workbench/applications/{second.pk}/", {"say": "yes", "is_new_company": "on"})
    assert Organization.objects.get(name="全新单位").memberships.filter(user=loose).exists()


def test_nobody_joins_the_vendor(cast, loose):
    made = join(loose, "售后云示范公司")
    assert made.organization is None
    vendor = Organization.objects.get(kind="vendor")
    with pytest.raises(Refused):
        actions.approve(made, by=cast.zhuguan, organization=vendor)
    assert not can(loose, "workbench.home")


def test_application_is_withdrawn_by_its_person_only(cast):
    made = actions.apply(cast.jiahe, "vip")
    assert cast.client(cast.yuanfang).post(f"/me/applications/{made.pk}/withdrawal/").status_code == 404
    assert cast.client(cast.zhuguan).post(f"/me/applications/{made.pk}/withdrawal/").status_code in {403, 404}
    assert cast.client(cast.jiahe).post(f"/me/applications/{made.pk}/withdrawal/").status_code == 302
    assert Application.objects.get(pk=made.pk).state == "withdrawn"


@pytest.mark.requirement("LC-2a-01")
def test_registration_data_are_edited_and_reaching_somebody_elsewhere_asks_for_the_password(cast):
    browser = cast.client(cast.jiahe)
    facts = {"name": "王佳佳", "email": "jiahe@example.com", "phone": "13800138000", "product": "财务助手", "qq": "10001"}
    assert browser.post("/me/facts/", facts).status_code == 302
    cast.jiahe.refresh_from_db()
    assert cast.jiahe.name == "王佳佳" and cast.jiahe.particulars.qq == "10001"
    page = browser.post("/me/facts/", {**facts, "email": "new@example.com"})
    assert page.status_code == 400 and "密码不对" in page.content.decode()
    assert browser.post("/me/facts/", {**facts, "email": "new@example.com", "password": cast.password}).status_code == 302


@pytest.mark.abuse(24)
def test_mail_and_telephone_change_only_with_the_password_and_the_old_address_is_told(cast, postbox):
    browser = cast.client(cast.jiahe)
    facts = {"name": "王佳", "email": "evil@example.com", "phone": "13800138000", "product": "财务助手"}
    for password in ("", "falsch falsch"):
        assert browser.post("/me/facts/", {**facts, "password": password}).status_code == 400
    cast.jiahe.refresh_from_db()
    assert cast.jiahe.email == "jiahe@example.com"
    browser.post("/me/facts/", {**facts, "password": cast.password})
    work_off()
    assert [letter["address"] for letter in postbox.letters] == ["jiahe@example.com"]


@pytest.mark.abuse(4)
def test_extra_fields_of_the_profile_change_nothing(cast, may):
    before = may(cast.jiahe)
    odd = {"role": "admin", "is_admin": "1", "username": "admin2", "organization": str(cast.yuanfang_company.pk), "company": "远方公司",
           "is_active": "0", "must_change_password": "0", "grants": "admin", "user": str(cast.admin.pk), "pk": str(cast.admin.pk)}
    cast.client(cast.jiahe).post("/me/facts/", {"name": "王佳", "email": "jiahe@example.com", "phone": "13800138000", "product": "财务助手", **odd})
    cast.jiahe.refresh_from_db()
    assert cast.jiahe.username == "jiahe" and may(cast.jiahe) == before
    assert Membership.objects.get(user=cast.jiahe).organization == cast.jiahe_company
