"""免费注册 (manual 001 §1a)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from shouhou.foundation.access import capabilities_of
from shouhou.foundation.access.models import Grant
from shouhou.foundation.accounts.models import Rules, Throttle, User
from shouhou.foundation.events.models import Event
from shouhou.foundation.jobs import work_off
from shouhou.registry.agreements.models import ServiceCode
from shouhou.registry.joining.models import Admission, Application, Asked, Consent, Particulars, Pending
from shouhou.registry.organizations.models import Membership, Organization, Vendor


@pytest.mark.requirement("LC-1a-01", "LC-1a-02")
def test_sign_in_page_leads_to_the_form_with_both_parts(opened, client):
    assert 'href="/register/"' in client.get("/login").content.decode()
    page = client.get("/register/").content.decode()
    assert page.index("【填写信息】") < page.index("用户名") < page.index("【完善信息】") < page.index("产品序列号")
    for label in ("用户名", "密码", "真实姓名", "单位名称", "邮箱", "联系电话", "使用产品", "所属区域", "QQ号码",
                  "出生日期", "产品序列号", "服务编号", "申请VIP", "申请管理员"):
        assert label in page
    assert page.count('class="star"') == 8  # seven of the manual and the repeated password


def test_closed_registration_is_not_there(cast, client):
    assert 'href="/register/"' not in client.get("/login").content.decode()
    assert client.get("/register/").status_code == client.post("/register/").status_code == client.get("/register/name/").status_code == 404


@pytest.mark.requirement("LC-1a-14", "LC-1b-01")
def test_registered_person_comes_to_the_sign_in_page_and_signs_in(opened, filled, client):
    answer = client.post("/register/", filled)
    assert answer.url == "/login"
    assert "注册成功" in client.get("/login").content.decode()
    assert client.post("/login", {"username": "WangMin", "password": filled["password"]}).status_code == 302
    user = User.objects.get(username="wangmin")
    assert (user.name, user.email, user.phone) == ("王敏", "wangmin@example.com", "13912345678")
    assert Particulars.objects.get(user=user).product == "财务助手"


@pytest.mark.requirement("LC-1a-13", "LC-1a-16")
def test_consent_is_needed_and_kept_with_the_version_of_the_terms(opened, filled, client):
    Vendor.objects.update(terms="第一版")
    refused = client.post("/register/", {k: v for k, v in filled.items() if k != "agrees"})
    assert refused.status_code == 400 and "勾选同意" in refused.content.decode() and not User.objects.filter(username="wangmin").exists()
    client.post("/register/", filled)
    Vendor.objects.update(terms="第二版")
    client.post("/register/", {**filled, "username": "second"})
    one, two = Consent.objects.order_by("id").select_related("terms")
    assert (one.terms.text, two.terms.text) == ("第一版", "第二版") and one.source == "127.0.0.1"


@pytest.mark.requirement("LC-1a-03", "LC-1a-04", "LC-1a-05", "LC-1a-06", "LC-1a-07", "LC-1a-08", "LC-1a-09")
@pytest.mark.parametrize(("field", "value", "word"), [
    ("username", "", "请填写用户名"), ("username", "wang_min", "字母和数字"), ("username", "王敏", "字母和数字"), ("username", "JIAHE", "已经有人使用"),
    ("password", "", "请填写密码"), ("password", "123456", "至少 8 位"), ("password", "wangmin888", "用户名"), ("name", "", "请填写真实姓名"),
    ("name", "Wang Min", "必须是汉字"), ("company", "", "请填写单位名称"), ("email", "", "请填写邮箱"), ("email", "wang@", "邮箱地址不对"),
    ("phone", "", "请填写联系电话"), ("phone", "12345", "正确的电话"), ("product", "", "请填写使用产品"), ("product", "别的产品", "从列表里选择"),
    ("again", "别的密码别的密码", "两次输入"), ("qq", "abc", "QQ号码"), ("born_on", "2026-02-30", "日期"), ("born_on", "1700-01-01", "年份")])
def test_what_will_not_do_is_said_and_the_rest_stays(opened, filled, client, field, value, word):
    page = client.post("/register/", {**filled, field: value})
    text = page.content.decode()
    assert page.status_code == 400 and word in text and not User.objects.filter(email=filled["email"]).exists()
    assert field == "phone" or 'value="13912345678"' in text


@pytest.mark.requirement("LC-1a-10")
def test_second_part_may_stay_empty_or_be_told(opened, filled, client):
    client.post("/register/", {**filled, "region": "湖北省", "qq": "10001", "born_on": "1990-05-01", "serial": "SN-1"})
    told = Particulars.objects.get(user__username="wangmin")
    assert (told.region, told.qq, str(told.born_on), told.serial) == ("湖北省", "10001", "1990-05-01", "SN-1")


@pytest.mark.requirement("LC-1a-09", "LC-1a-05")
def test_fields_and_rules_are_data(cast, opened, filled):
    fields = {"form": "fields"}
    for key in ("username", "password", "name", "company", "email", "phone", "product", "region", "qq", "born_on", "serial", "service_code"):
        fields |= {f"{key}-label": {"region": "所在大区"}.get(key, key), f"{key}-shown": "on", f"{key}-shortest": "2", f"{key}-longest": "20"}
    fields |= {f"{key}-required": "on" for key in ("region", "email")}
    del fields["company-shown"], fields["qq-shown"]
    fields |= {"qq-longest": "15", "name-rule": "any", "product-choices": "浪潮ERP-PS\n浪潮ERP-GS\n浪潮ERP-PS/GS"}
    assert cast.client(cast.admin).post("/workbench/settings/registration/", fields).status_code == 302
    assert Asked.objects.count() == 12
    visitor = Client()
    page = visitor.get("/register/").content.decode()
    assert "所在大区" in page and "浪潮ERP-PS/GS" in page and 'name="qq"' not in page and 'name="company"' not in page
    given = {**filled, "name": "Wang Min", "product": "浪潮ERP-PS/GS"}
    assert "请填写所在大区" in visitor.post("/register/", given).content.decode()
    assert visitor.post("/register/", {**given, "region": "华中"}).url == "/login"


@pytest.mark.requirement("LC-1a-04")
def test_password_rule_of_the_manual(opened, filled, client):
    Rules.objects.create(profile="six")
    assert "密码为六位字符或数字" in client.get("/register/").content.decode()
    for bad in ("a1b2c", "a1b2c3d", "123456", "麦田里三月风"):
        assert client.post("/register/", {**filled, "password": bad, "again": bad}).status_code == 400, bad
    assert client.post("/register/", {**filled, "password": "k7m2xq", "again": "k7m2xq"}).url == "/login"


def test_graded_rule_asks_for_three_kinds(opened, filled, client):
    Rules.objects.create(profile="graded")
    for bad, status in (("mai-tian-feng", 400), ("Mai-tian-2feng", 302)):
        assert client.post("/register/", {**filled, "password": bad, "again": bad}).status_code == status


@pytest.mark.requirement("LC-1a-03")
def test_name_is_checked_while_typing(opened, client):
    assert "可以使用" in client.get("/register/name/?username=neuer").content.decode()
    assert "已经有人使用" in client.get("/register/name/?username=JiaHe").content.decode()
    assert "字母和数字" in client.get("/register/name/?username=a.b").content.decode()


@pytest.mark.abuse(2)
@pytest.mark.requirement("LC-1a-16")
def test_asking_for_names_has_a_budget(opened, client):
    answers = [client.get(f"/register/name/?username=name{n}").status_code for n in range(45)]
    assert answers.count(200) == 40 and answers[-1] == 429
    assert Client(REMOTE_ADDR="10.8.0.1").get("/register/name/?username=x1").status_code == 200


@pytest.mark.abuse(1)
def test_six_spellings_make_one_account(opened, filled, client):
    for name in ("newadmin", "NewAdmin", "ｎｅｗａｄｍｉｎ", "newadmin ", "newаdmin", "NEWADMIN"):
        client.post("/register/", {**filled, "username": name})
        Throttle.objects.all().delete()
    assert User.objects.filter(email=filled["email"]).count() == 1


@pytest.mark.abuse(3)
@pytest.mark.requirement("LC-1a-16")
def test_scripted_registrations_stop_at_the_budget_and_before_the_hash(opened, filled, client, monkeypatch):
    hashes = []
    monkeypatch.setattr("shouhou.registry.joining.pages.registration.make_password", lambda p: hashes.append(p) or "!")
    answers = [client.post("/register/", {**filled, "username": f"bot{n}"}).status_code for n in range(15)]
    assert answers.count(302) == 10 == len(hashes) and set(answers[10:]) == {429}
    assert User.objects.filter(username__startswith="bot").count() == 10


@pytest.mark.abuse(3)
def test_unproved_address_gets_the_proof_and_nothing_else(cast, filled, client, postbox):
    Admission.objects.create(is_open=True, proof="mail")
    for _ in range(3):
        assert client.post("/register/", filled).status_code in {302, 400}
    work_off()
    assert len(postbox.letters) == 1 and postbox.letters[0]["address"] == "wangmin@example.com"
    assert "嘉禾" not in postbox.letters[0]["text"] and not User.objects.filter(username="wangmin").exists()
    assert client.post("/login", {"username": "wangmin", "password": filled["password"]}).status_code == 401


@pytest.mark.requirement("LC-1a-07")
def test_account_exists_once_the_address_is_confirmed(cast, filled, client, postbox):
    Admission.objects.create(is_open=True, proof="mail")
    assert client.post("/register/", filled).url == "/register/sent/"
    work_off()
    link = postbox.link()
    assert Client().get(link).status_code == 200 and not User.objects.filter(username="wangmin").exists()  # a scanner only looks
    assert client.post(link).url == "/login" and client.post(link).status_code == 404
    assert client.post("/login", {"username": "wangmin", "password": filled["password"]}).status_code == 302
    assert not Pending.objects.exists() and Consent.objects.filter(user__username="wangmin").exists()


@pytest.mark.abuse(16, 17)
def test_links_that_open_nothing_are_one_and_the_same(cast, filled, client, postbox):
    Admission.objects.create(is_open=True, proof="mail")
    client.post("/register/", filled)
    work_off()
    link = postbox.link()
    Pending.objects.update(expires_at=timezone.now())
    pages = [client.post(link), *(client.post(f"/register/{token}/") for token in ("0", "null", " " * 60, "[]", "x" * 43))]
    assert {page.status_code for page in pages} == {404} and len({page.content.count(b"notice-red") for page in pages}) == 1
    assert client.post("/register//").status_code == 404


def test_without_mail_a_registration_that_needs_it_is_closed(cast, client):
    Admission.objects.create(is_open=True, proof="mail")
    assert client.get("/register/").status_code == 404


@pytest.mark.abuse(4)
@pytest.mark.requirement("LC-1a-12", "LC-1a-15")
def test_nobody_gives_himself_anything(opened, filled, client):
    odd = {"role": "admin", "roles": "admin", "is_vip": "1", "vip": "true", "org": "2", "organization": "1", "is_admin": "1", "is_staff": "1",
           "is_superuser": "1", "is_active": "1", "grants": "admin", "membership": "1", "capabilities": "*", "scopes": "*", "user": "1", "pk": "1", "id": "1",
           "must_change_password": "0", "has_second_factor": "1", "state": "approved"}
    client.post("/register/", {**filled, **odd, "wants_vip": "on", "wants_admin": "on", "service_code": "C-1"})
    user = User.objects.get(username="wangmin")
    assert list(Grant.objects.filter(user=user).values_list("role", flat=True)) == ["customer"]
    assert not Membership.objects.filter(user=user).exists() and not user.has_second_factor
    assert set(Application.objects.filter(user=user, state="waiting").values_list("kind", flat=True)) == {"join", "vip", "admin"}
    assert "joining.decide" not in capabilities_of(user)
    assert set(Event.objects.get(verb="user.registered").data["odd"]) == set(odd)


@pytest.mark.requirement("LC-1a-11")
def test_vip_needs_a_service_code(opened, filled, client):
    assert "VIP用户必填服务编号" in client.post("/register/", {**filled, "wants_vip": "on"}).content.decode()


@pytest.mark.requirement("LC-1a-11")
def test_service_code_must_be_a_good_one(opened, filled, client, cast):
    ServiceCode.objects.create(code="1012 3456", code_key="10123456", organization=cast.jiahe_company)
    ServiceCode.objects.create(code="1099 9999", code_key="10999999", organization=cast.jiahe_company, state="suspended")
    for bad in ("10999999", "nein", "10123457"):
        assert "没有查到这个服务编号" in client.post("/register/", {**filled, "service_code": bad}).content.decode()
    assert client.post("/register/", {**filled, "service_code": "１０１２ 3456", "wants_vip": "on"}).status_code == 302


@pytest.mark.abuse(2)
def test_registration_does_not_tell_which_companies_and_addresses_are_known(opened, filled, client):
    known = client.post("/register/", {**filled, "email": "jiahe@example.com"})
    new = client.post("/register/", {**filled, "username": "other", "company": "没有人知道的公司"})
    assert (known.status_code, known.url) == (new.status_code, new.url)
    assert Application.objects.filter(kind="join").count() == 2 and not Organization.objects.filter(name="没有人知道的公司").exists()


def test_new_company_is_made_at_once_where_the_vendor_wants_it(opened, filled, client):
    Admission.objects.update(makes_companies=True)
    client.post("/register/", {**filled, "company": "没有人知道的公司"})
    client.post("/register/", {**filled, "username": "second"})
    assert Membership.objects.get(user__username="wangmin").organization.name == "没有人知道的公司"
    assert not Membership.objects.filter(user__username="second").exists()


@pytest.mark.abuse(6)
def test_enormous_password_is_refused_before_any_hash(opened, filled, client, monkeypatch):
    monkeypatch.setattr("shouhou.registry.joining.pages.registration.make_password", lambda p: pytest.fail("hashed"))
    assert client.post("/register/", {**filled, "password": "x" * 1_000_000, "again": "x"}).status_code == 400
