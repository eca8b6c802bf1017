"""The set-up of an empty installation: opened by a one-time token, gone with the first account."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from django.test import Client

from shouhou.faces.setup import people, token
from shouhou.faces.setup.opening import link
from shouhou.foundation.accounts.models import User
from shouhou.registry.organizations.models import Organization, Vendor

VENDOR = {"name": "湖北汇吉信息技术有限公司", "short_name": "汇吉", "platform_name": "汇吉在线服务中心", "colour": "#0a7d55",
          "service_address": "襄阳市长虹路 1 号", "hotlines": "0710-3470000", "email": "fw@example.com", "website": "", "wechat_name": "",
          "sign_in_hint": "请问实施顾问。", "terms": ""}
BOSS = {"username": "laoban", "name": "张总", "password": "清晨泡的第一杯茶", "again": "清晨泡的第一杯茶"}


@pytest.fixture
def empty(db, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    people.forget()
    yield tmp_path
    people.forget()


@pytest.fixture
def opened(empty) -> Client:
    browser = Client()
    browser.get(link())
    return browser


def test_first_page_leads_to_the_set_up_while_the_wizard_is_on(empty, client):
    assert client.get("/login").status_code == 200
    link()
    for address in ("/", "/login", "/workbench/"):
        assert client.get(address).url == "/setup/"


def test_whole_way_from_the_link_to_the_first_administrator(empty):
    browser = Client()
    assert browser.get(link()).url == "/setup/vendor/"
    assert browser.post("/setup/vendor/", VENDOR).url == "/setup/administrator/"
    assert browser.post("/setup/administrator/", BOSS).url == "/workbench/setup/"
    user = User.objects.get()
    assert user.check_password(BOSS["password"]) and set(user.grants.values_list("role", flat=True)) == {"admin"}
    assert Vendor.objects.get().platform_name == "汇吉在线服务中心" and Organization.objects.get(kind="vendor").name == VENDOR["name"]
    assert user.memberships.get().organization.kind == "vendor"
    page = browser.get("/workbench/setup/").content.decode()
    assert "导入产品" in page and "导入客户" in page and "/login" in page
    assert Client().post("/login", {"username": "laoban", "password": BOSS["password"]}).status_code == 302
    assert not token.is_on()


@pytest.mark.abuse(11)
def test_nothing_of_it_is_there_once_an_account_exists(opened, cast):
    variants = ["/setup", "/setup/", "/SETUP", "/SETUP/", "//setup", "//setup/", "/setup/x", "/setup//", "/setup/.", "/setup/vendor", "/setup/vendor/",
                "/setup/administrator/", "/setup/administrator", "/setup/administrator/../vendor/", "/setup;/", "/./setup/",
                "/setup/\x00", "/ setup/", "/setup /", "\\setup\\", "/setup/vendor//", "/Setup/Administrator/", "/setup/index.php", "/setup.html"]
    missing = Client().get("/no-such-page-at-all/").content
    for browser in (opened, Client(), cast.client(cast.admin)):
        for variant in variants:
            for answer in (browser.get("/", PATH_INFO=variant), browser.post("/", BOSS, PATH_INFO=variant)):
                assert answer.status_code == 404 and answer.content == missing, variant


@pytest.mark.abuse(11)
def test_nothing_of_it_is_there_while_the_wizard_is_off(empty, client):
    for address in ("/setup/", "/setup/vendor/", "/setup/administrator/"):
        assert client.get(address).status_code == 404 and client.post(address, BOSS).status_code == 404
    assert not User.objects.exists()


@pytest.mark.abuse(10)
def test_without_the_token_no_step_opens(empty, client):
    link()
    for address in ("/setup/vendor/", "/setup/administrator/"):
        assert client.get(address).url == "/setup/" and client.post(address, {**VENDOR, **BOSS}).url == "/setup/"
    for wrong in ("admin", "0" * 32, "null", "[]", "", "x" * 5000):
        assert client.post("/setup/", {"token": wrong}).status_code == 400
    assert not User.objects.exists() and not Vendor.objects.exists()


@pytest.mark.abuse(10)
def test_token_works_once_for_thirty_minutes_and_a_new_one_replaces_it(empty, monkeypatch):
    first, second = link(), link()
    assert Client().get(first).status_code == 400
    monkeypatch.setattr(token, "time", lambda: __import__("time").time() + token.VALID + 1)
    assert Client().get(second).status_code == 400
    monkeypatch.undo()
    assert Client().get(second).status_code == 302
    assert Client().get(second).status_code == 400


def test_session_of_an_older_token_is_worth_nothing(opened):
    assert opened.get("/setup/vendor/").status_code == 200
    link()
    assert opened.get("/setup/vendor/").url == "/setup/"


def test_token_is_kept_as_a_hash_that_only_its_owner_reads(empty: Path):
    secret = link().split("=")[1]
    kept = empty / "setup_token"
    assert secret not in kept.read_text() and stat.S_IMODE(kept.stat().st_mode) == 0o600
    kept.write_text(json.dumps([]))
    assert not token.is_on()
    kept.write_text("{broken")
    assert not token.is_on()


def test_typed_token_opens_too(empty, client):
    secret = link().split("=")[1]
    assert "安装码" in client.get("/setup/").content.decode()
    assert client.post("/setup/", {"token": f" {secret} "}).url == "/setup/vendor/"


def test_what_will_not_do_is_said_and_what_was_typed_stays(opened):
    page = opened.post("/setup/vendor/", {**VENDOR, "email": "x", "website": "ftp://x"})
    assert page.status_code == 400 and "湖北汇吉信息技术有限公司" in page.content.decode()
    assert opened.get("/setup/administrator/").url == "/setup/vendor/"
    opened.post("/setup/vendor/", VENDOR)
    for wrong, word in (({"password": "12345678", "again": "12345678"}, "很容易被猜到"), ({"again": "anders"}, "两次输入的密码不一样"),
                        ({"username": ""}, "请填写这一项"), ({"username": "a b"}, "用户名为 2 到 64 个字"),
                        ({"password": "汇吉2026年", "again": "汇吉2026年"}, "密码"), ({"password": "x" * 1_000_000}, "密码太长")):
        page = opened.post("/setup/administrator/", {**BOSS, **wrong})
        assert page.status_code == 400 and word in page.content.decode()
    assert not User.objects.exists()


@pytest.mark.abuse(5)
@pytest.mark.parametrize("weak", ["admin", "55555", "123456", "password", "laoban888"])
def test_first_administrator_has_no_weak_password(opened, weak):
    opened.post("/setup/vendor/", VENDOR)
    assert opened.post("/setup/administrator/", {**BOSS, "password": weak, "again": weak}).status_code == 400


def test_what_comes_after_is_for_administrators(cast):
    for user in (cast.guwen, cast.zhuguan, cast.jiahe):
        assert cast.client(user).get("/workbench/setup/").status_code == 403
    assert cast.client(cast.admin).get("/workbench/setup/").status_code == 200
    assert cast.client(cast.admin).post("/workbench/setup/").status_code == 400
