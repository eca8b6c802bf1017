"""设置 → 微信公众号: connecting, trying, disconnecting; what is typed there is never shown again."""

from __future__ import annotations

import io

import pytest
from django.core import serializers
from django.db import connection

from shouhou.channels.wechat import account
from shouhou.channels.wechat.models import AccessToken, Account, Binding
from shouhou.channels.wechat.tests.conftest import facts
from shouhou.foundation.events.models import Event
from tests.doubles.wechat import WechatServer

PAGE = "/workbench/settings/wechat/"


def form(server, **changes):
    lines = "character_string1=单号\nthing2=标题"
    return facts(server) | {"accepted_fields": lines, "resolved_fields": lines, "other_fields": lines} | changes


@pytest.fixture
def server(db):
    account.forget()
    with WechatServer() as one:
        yield one
    account.forget()


def test_an_administrator_connects_tries_and_disconnects(cast, server):
    admin = cast.client(cast.admin)
    assert "/wechat/callback/" in admin.get(PAGE).content.decode()
    assert admin.post(PAGE, form(server)).status_code == 302
    assert Account.objects.get().secret == server.secret
    said = admin.post(PAGE + "trial/", follow=True).content.decode()
    assert "连接正常" in said and AccessToken.objects.get().value == server.access_token
    admin.post(PAGE, form(server, secret="0" * 32))
    said = admin.post(PAGE + "trial/", follow=True).content.decode()
    assert "40125" in said and "IP 白名单" in said
    Binding.objects.create(openid="oX", user=cast.jiahe)
    assert admin.post(PAGE + "removal/").status_code == 302
    assert not Account.objects.exists() and not AccessToken.objects.exists() and Binding.objects.exists()
    assert "还没有接入" in admin.post(PAGE + "trial/").content.decode()


def test_a_server_that_is_away_is_said(cast, server):
    admin = cast.client(cast.admin)
    admin.post(PAGE, form(server, api_base="http://127.0.0.1:9"))
    assert "连不上微信服务器" in admin.post(PAGE + "trial/", follow=True).content.decode()


@pytest.mark.abuse(44)
def test_secrets_are_in_no_page_record_or_dump(cast, server):
    admin = cast.client(cast.admin)
    admin.post(PAGE, form(server))
    admin.post(PAGE + "trial/")
    pages = [admin.get(address).content.decode() for address in (PAGE, "/wechat/", "/workbench/jobs/", "/workbench/notifications/")]
    pages.append(admin.post(PAGE, form(server, appid="falsch")).content.decode())
    dump = io.StringIO()
    serializers.serialize("json", [*Account.objects.all(), *AccessToken.objects.all()], stream=dump)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM wechat_account")
        raw = str(cursor.fetchall())
        cursor.execute("SELECT * FROM wechat_accesstoken")
        raw += str(cursor.fetchall())
    everything = "\n".join([*pages[:-1], dump.getvalue(), raw, *(str(e.data) for e in Event.objects.all()), repr(Account.objects.get())])
    for canary in (server.secret, server.token, server.aes_key, server.access_token):
        assert canary and canary not in everything
        assert canary not in pages[-1]
    assert "已保存，不再显示" in pages[0]


def test_an_empty_secret_keeps_the_old_one(cast, server):
    admin = cast.client(cast.admin)
    admin.post(PAGE, form(server))
    assert admin.post(PAGE, form(server, secret="", token="", aes_key="", name="新名")).status_code == 302
    kept = Account.objects.get()
    assert (kept.name, kept.secret, kept.token, kept.aes_key) == ("新名", server.secret, server.token, server.aes_key)


def test_another_secret_ends_the_kept_token(cast, server):
    admin = cast.client(cast.admin)
    admin.post(PAGE, form(server))
    admin.post(PAGE + "trial/")
    admin.post(PAGE, form(server, secret="0" * 32))
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"appid": "gh_123"}, "AppID 以 wx 开头"), ({"secret": "短"}, "AppSecret 是"), ({"token": "a b"}, "Token 是"), ({"aes_key": "x"}, "EncodingAESKey 是"),
    ({"aes_key": ""}, "安全模式需要"), ({"secret": ""}, "请填写 AppSecret"), ({"accepted_fields": "thing2：标题"}, "不对：每行写"),
    ({"api_base": "http://evil.example"}, "https://"), ({"api_base": "https://a/b"}, "https://"), ({"open_base": "https://[bad"}, "https://"),
    ({"appid": ""}, "请填写这一项"), ({"mode": "x"}, ""), ({"name": "一" * 61}, "")])
def test_what_will_not_do_is_said_beside_its_field(cast, server, changes, sentence):
    answer = cast.client(cast.admin).post(PAGE, form(server, **changes))
    page = answer.content.decode()
    assert answer.status_code == 400 and sentence in page and 'class="error"' in page and not Account.objects.exists()
    assert "TPL-RESOLVED" in page  # what was typed stays


@pytest.mark.requirement("HJ-4-04")
def test_an_administrator_sees_and_ends_bindings(cast, wechat):
    made = Binding.objects.create(openid="oFollower00000000000000001", user=cast.jiahe, follows=False)
    admin = cast.client(cast.admin)
    page = admin.get(PAGE).content.decode()
    assert "王佳" in page and "未关注" in page and made.openid not in page and "transport=wechat" in page
    assert admin.post(f"{PAGE}bindings/{made.pk}/removal/").status_code == 302
    assert "王佳" not in admin.get(PAGE).content.decode()


@pytest.mark.parametrize("who", ["jiahe", "guwen", "zhuguan", "shenji"])
def test_only_administrators_come_here(cast, who):
    client = cast.client(getattr(cast, who))
    assert client.get(PAGE).status_code == 403
    for address in ("", "trial/", "removal/", "bindings/1/removal/"):
        assert client.post(PAGE + address).status_code == 403
