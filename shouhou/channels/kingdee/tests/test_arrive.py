"""Jump links: genuine ones fix the user name, everything else falls back with one plain sentence."""

from __future__ import annotations

import base64
import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from shouhou.channels.kingdee.models import Link, Used
from shouhou.channels.kingdee.signatures import Ticketed, is_fresh, k3_signature, own_signature, read_ud
from shouhou.channels.kingdee.workbench import fixed_address

pytestmark = pytest.mark.django_db
SECRET = "secret"


def link(cast, scheme=Link.Scheme.OWN, **more):
    made = Link(organization=cast.jiahe.memberships.get().organization, app_id="jiahe-k3", scheme=scheme, dbid="61cd78fbc6aa78",
                username=cast.jiahe.username, **more)
    made.set_secret(SECRET)
    made.save()
    return made


def own(client, *, app="jiahe-k3", user="x", t="", n="", to="", sign=None, secret=SECRET):
    sign = own_signature(secret, app, user, t, n, to) if sign is None else sign
    return client.get("/sso/link?" + urlencode({"app": app, "user": user, "t": t, "n": n, "to": to, "sign": sign}))


def ud(*, user="zhangsan", appid="jiahe-k3", dbid="61cd78fbc6aa78", at=None, secret=SECRET, algorithm="sha256", **other):
    stamp = str(int(time.time()) if at is None else at)
    said = {"dbid": dbid, "username": user, "appid": appid, "timestamp": stamp, "lcid": 2052,
            "signeddata": k3_signature(dbid, user, appid, secret, stamp, algorithm=algorithm), "origintype": "SimPas", **other}
    return base64.b64encode(json.dumps(said).encode()).decode()


def k3(client, text):
    return client.get("/sso/k3?" + urlencode({"ud": text}))


def is_fixed(client, username) -> bool:
    page = client.get("/login").content.decode()
    return f'value="{username}"' in page and "readonly" in page


@pytest.mark.requirement("HJ-1.1-01", "HJ-1.1-02")
def test_the_companys_link_opens_the_login_page_with_its_user_name_fixed(cast, client):
    link(cast)
    answer = own(client)
    assert (answer.status_code, answer["Location"]) == (302, "/login")
    assert is_fixed(client, cast.jiahe.username)
    assert "_auth_user_id" not in client.session  # the password is still asked


@pytest.mark.requirement("HJ-1.1-03")
@pytest.mark.abuse(32)
def test_a_posted_name_is_ignored(cast, client):
    link(cast)
    own(client)
    answer = client.post("/login", {"username": cast.yuanfang.username, "password": cast.password})
    assert client.session.get("_auth_user_id") == str(cast.jiahe.pk)
    assert answer.status_code == 302


@pytest.mark.requirement("HJ-1.1-03")
@pytest.mark.abuse(29, 31)
@pytest.mark.parametrize("change", [{"user": "y"}, {"app": "other"}, {"to": "/x"}, {"n": "1"}, {"t": "1"}])
def test_each_field_is_signed(cast, client, change):
    link(cast)
    answer = own(client, sign=own_signature(SECRET, "jiahe-k3", "x", "", "", ""), **change)
    assert answer.status_code == 401
    assert "登录链接无效或已过期" in answer.content.decode()
    assert not is_fixed(client, cast.jiahe.username)


@pytest.mark.abuse(31)
@pytest.mark.parametrize("sign", ["", "x", "none", own_signature("other", "jiahe-k3", "x", "", "", "")])
def test_forged_signatures(cast, client, sign):
    link(cast)
    assert own(client, sign=sign).status_code == 401


@pytest.mark.abuse(30)
def test_fields_cannot_be_shifted():
    assert own_signature("k", "ab", "c") != own_signature("k", "a", "bc")
    assert own_signature("k", "ab", "") != own_signature("k", "", "ab")


@pytest.mark.abuse(27)
def test_a_link_with_a_nonce_opens_once(cast, client):
    link(cast)
    now = str(int(time.time()))
    assert own(client, t=now, n="n1").status_code == 302
    assert own(Client(), t=now, n="n1").status_code == 401


@pytest.mark.abuse(28)
@pytest.mark.parametrize("stamp", [-301, 301, None, 0, -1])
def test_stale_and_odd_times(cast, client, stamp):
    link(cast)
    at = {None: "1e9", 0: "0", -1: "-1"}.get(stamp) or str(int(time.time()) + stamp)
    assert own(client, t=at, n="n1").status_code == 401


def test_ten_digits_or_nothing():
    assert is_fresh("1545815603", 1545815603, 1)
    assert not any(is_fresh(text, 1545815603, 10**12) for text in ("1" + "0" * 18, "1545815603.0", " 1545815603", "１５４５８１５６０３x", ""))


def test_kingdee_vectors():
    assert k3_signature("5be178b96562c0", "Administrator", "1", SECRET, "1545815603", algorithm="sha1") == "1087d56d246505ef5b0896d49c7f315804595a76"
    assert k3_signature("61cd78fbc6aa78", "zhangsan", "BMMailApprovalApp", SECRET, "1649726187", algorithm="sha256") == (
        "5c3402851cb98ebb3e24689e61d244aafa8fd26cd50be30d03f8e67c24484b51")


@pytest.mark.requirement("HJ-1.1-01", "HJ-1.1-03")
@pytest.mark.parametrize(("scheme", "algorithm"), [(Link.Scheme.K3_SHA256, "sha256"), (Link.Scheme.K3_SHA1, "sha1")])
def test_a_genuine_ud(cast, client, scheme, algorithm):
    link(cast, scheme)
    assert k3(client, ud(algorithm=algorithm)).status_code == 302
    assert is_fixed(client, cast.jiahe.username)


def test_version_one_reads_as_well():
    assert read_ud("|db|zhangsan|app|abc|1545815603|2052") == Ticketed("db", "zhangsan", "app", "abc", "1545815603")
    assert read_ud("%7Cdb%7Czhangsan%7Capp%7Cabc%7C1545815603") == Ticketed("db", "zhangsan", "app", "abc", "1545815603")


@pytest.mark.abuse(27)
def test_a_ud_opens_once(cast, client):
    link(cast, Link.Scheme.K3_SHA256)
    same = ud()
    assert [k3(Client(), same).status_code for _ in range(3)] == [302, 401, 401]
    assert Used.objects.count() == 1


@pytest.mark.abuse(28, 29, 31)
@pytest.mark.parametrize("wrong", [{"at": 0}, {"secret": "other"}, {"appid": "other"}, {"dbid": "other"}, {"algorithm": "sha1"}, {"signeddata": ""},
                                   {"signeddata": None}, {"timestamp": True}, {"username": ["zhangsan"]}, {"username": "lisi"}])
def test_a_ud_that_is_not_right(cast, client, wrong):
    link(cast, Link.Scheme.K3_SHA256)
    assert k3(client, ud(**{k if k != "username" else "username": v for k, v in wrong.items()})).status_code == 401


@pytest.mark.parametrize("text", ["", "x", "=", "|", "||||||", "e30=", "bnVsbA==", "W10=", "%00", "A" * 9000, "[" * 3000,
                                  "||", "|a|b|c", "|a\x00|b|jiahe-k3|d|1545815603"])
def test_nonsense_is_refused_plainly(cast, client, text):
    link(cast, Link.Scheme.K3_SHA256)
    assert k3(client, text).status_code == 401


@pytest.mark.abuse(31)
@pytest.mark.parametrize("field", ["dbid", "username", "appid", "signeddata", "timestamp"])
@pytest.mark.parametrize("value", ["\ud800", "\x00", "签" * 300, 1.5, True, None, [], {}, -1, 10**30])
def test_fields_that_cannot_be_fields(cast, client, field, value):
    link(cast, Link.Scheme.K3_SHA256)
    said = {"dbid": "61cd78fbc6aa78", "username": "zhangsan", "appid": "jiahe-k3", "signeddata": "0" * 64, "timestamp": str(int(time.time())), field: value}
    assert k3(client, base64.b64encode(json.dumps(said).encode()).decode()).status_code == 401


@pytest.mark.parametrize("given", [{"app": "a\x00b"}, {"user": "\x00"}, {"to": "\x00"}, {"app": "\udc80"}, {"user": "x" * 300}, {"n": "\r\n"}])
def test_nonsense_in_our_own_link(cast, client, given):
    link(cast)
    query = {"app": "jiahe-k3", "user": "x", "t": "", "n": "", "to": "", "sign": "x", **given}
    assert client.get("/sso/link?" + urlencode(query, errors="surrogateescape")).status_code == 401


@pytest.mark.requirement("HJ-1.1-01")
def test_a_signed_page_opens_after_the_password(cast, client):
    link(cast)
    assert own(client, to="/tickets/?state=done")["Location"] == "/login?next=%2Ftickets%2F%3Fstate%3Ddone"
    answer = client.post("/login?next=%2Ftickets%2F%3Fstate%3Ddone", {"password": cast.password})
    assert answer["Location"] == "/tickets/?state=done"


@pytest.mark.abuse(29)
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/login", "/no/such/page"])
def test_even_a_signed_page_is_one_of_ours(cast, client, target):
    link(cast)
    assert own(client, to=target)["Location"] == "/login"


def test_without_its_secret_a_link_opens_nothing(cast, client, settings):
    link(cast)
    empty = own_signature("", "jiahe-k3", "x", "", "", "")
    settings.SECRET_KEY = "another key, also long enough to be used here"
    assert own(client).status_code == own(client, sign=empty).status_code == 401


def test_where_the_ud_leads_is_not_taken_from_it(cast, client):
    link(cast, Link.Scheme.K3_SHA256)
    assert k3(client, ud(formid="x", redirect="https://evil.example"))["Location"] == "/login"


@pytest.mark.abuse(34)
def test_somebody_else_who_is_signed_in_here_is_signed_out_first(cast, client):
    link(cast)
    client.force_login(cast.yuanfang)
    own(client)
    assert "_auth_user_id" not in client.session


@pytest.mark.requirement("HJ-1.1-04")
def test_kingdee_users_are_told_apart(cast, client):
    link(cast, Link.Scheme.K3_SHA256, users={"chen": cast.jiahe_boss.username})
    assert k3(client, ud(user="chen")).status_code == 302
    assert is_fixed(client, cast.jiahe_boss.username)


@pytest.mark.requirement("HJ-1.1-04")
def test_each_kingdee_user_has_a_fixed_link_of_its_own(cast):
    made = link(cast, users={"chen": cast.jiahe_boss.username})
    page = cast.client(cast.admin).get(f"/workbench/settings/kingdee/{made.pk}/").content.decode()
    for theirs, ours in (("", "jiahe"), ("chen", "jiahe-boss")):
        browser, address = Client(), fixed_address(made, theirs)
        assert address.replace("&", "&amp;") in page
        assert browser.get(address.removeprefix(settings.PUBLIC_URL)).status_code == 302
        assert is_fixed(browser, ours)


def test_a_revoked_link_a_disabled_user_and_another_companys_user(cast, client):
    made = link(cast)
    made.users = {"evil": cast.yuanfang.username}
    made.save()
    assert own(client, user="evil").status_code == 401
    type(cast.jiahe).objects.filter(pk=cast.jiahe.pk).update(is_active=False)
    assert own(client).status_code == 401
    type(cast.jiahe).objects.filter(pk=cast.jiahe.pk).update(is_active=True)
    client.force_login(cast.admin)
    client.post(f"/workbench/settings/kingdee/{made.pk}/revocation/")
    assert own(Client()).status_code == 401


@pytest.mark.requirement("HJ-1.1-04")
@pytest.mark.abuse(44)
def test_an_administrator_makes_changes_and_tries_a_link(cast, client):
    client.force_login(cast.admin)
    company = cast.jiahe.memberships.get().organization
    given = {"organization": company.pk, "scheme": "own", "app_id": "k1", "skew": "120", "username": cast.jiahe.username, "secret": "s3cr3t-canary"}
    bad = client.post("/workbench/settings/kingdee/new/", {**given, "username": cast.yuanfang.username, "skew": "999"})
    assert bad.status_code == 422
    assert "不是这家单位的用户" in bad.content.decode()
    answer = client.post("/workbench/settings/kingdee/new/", given)
    page = client.get(answer["Location"]).content.decode()
    made = Link.objects.get()
    assert made.secret == "s3cr3t-canary"
    assert "s3cr3t-canary" not in page + made.sealed_secret
    assert own(Client(), app="k1", user=cast.jiahe.username, secret="s3cr3t-canary").status_code == 302
    before = fixed_address(made)
    client.post(f"/workbench/settings/kingdee/{made.pk}/secret/")
    made.refresh_from_db()
    assert fixed_address(made) != before
    assert "/sso/link?" in client.post(f"/workbench/settings/kingdee/{made.pk}/trial/").content.decode()
    assert made.app_id in client.get("/workbench/settings/kingdee/").content.decode()


def test_only_administrators_manage_links(cast, client):
    made = link(cast)
    for person in (cast.guwen, cast.jiahe):
        client.force_login(person)
        assert client.get(f"/workbench/settings/kingdee/{made.pk}/").status_code == 403


@pytest.mark.abuse(27)
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_goes_through(cast):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory knows no waiting; one writer at a time is shown by the crash tests on a file")
    link(cast, Link.Scheme.K3_SHA256)
    same = ud()
    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(lambda _: k3(Client(), same).status_code, range(16)))
    assert sorted(answers) == [302] + [401] * 15
