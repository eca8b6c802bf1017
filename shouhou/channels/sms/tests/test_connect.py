"""Connecting the gateway: what will do, and that the secret is never shown."""

from __future__ import annotations

import pytest

from shouhou.channels.sms import gateway
from shouhou.channels.sms.models import Gateway
from shouhou.foundation.access import Refused
from shouhou.foundation.events.models import Event
from shouhou.registry.joining import ways
from tests.doubles.sms import SmsGateway

PAGE = "/workbench/settings/sms/"


def test_without_a_gateway_nothing_speaks_of_sms(cast, client):
    assert "手机号找回" not in client.get("/recovery/").content.decode()
    boss = cast.client(cast.jiahe_boss)
    for page in ("/notices/preferences/", "/me/facts/", "/company/invitations/"):
        assert "短信" not in boss.get(page).content.decode(), page
    assert ways.texting() is None


def test_an_administrator_enters_the_account_and_tries_it(cast, db):
    with SmsGateway() as server:
        browser = cast.client(cast.admin)
        assert browser.post(PAGE, server.facts()).status_code == 302
        page = browser.get(PAGE).content.decode()
        assert server.secret not in page and server.key in page
        assert server.secret not in Gateway.objects.values_list("sealed_secret", flat=True)[0]
        assert browser.post(PAGE + "trial/", {"number": "139 1234 5678"}).status_code == 302
        assert server.taken[0]["PhoneNumbers"] == "13912345678" and server.code("13912345678") == "000000"
        assert browser.post(PAGE + "trial/", {"number": "010-1234567"}).status_code == 400
        assert browser.post(PAGE + "trial/", {"number": "13912345678"}).status_code == 400  # one a minute
        listed = browser.get(PAGE + "messages/").content.decode()
        assert "139****5678" in listed
        assert browser.post(PAGE, server.facts() | {"secret": "", "sign_name": "新签名"}).status_code == 302
        assert Gateway.objects.get().secret == server.secret
        assert server.secret not in str(list(Event.objects.filter(verb="sms.connected").values_list("data", flat=True)))
        assert browser.post(PAGE + "removal/").status_code == 302 and not Gateway.objects.exists()


@pytest.mark.parametrize(("field", "value"), [
    ("access_key", "x"), ("access_key", "钥匙" * 8), ("sign_name", "【汇吉】"), ("code_template", "10000001"), ("code_template", ""),
    ("notice_template", "abc"), ("most_a_day", 0), ("most_a_day", "viele"), ("most_a_day", 10**9), ("endpoint", "http://dysmsapi.aliyuncs.com"),
    ("endpoint", "https://a/b"), ("endpoint", "https://u:p@a"), ("endpoint", "ftp://a"), ("endpoint", "https://a:x"), ("secret", "short")])
def test_what_will_not_do_is_refused_beside_its_field(cast, field, value):
    server = SmsGateway()
    server.url = "https://dysmsapi.aliyuncs.com"
    answer = cast.client(cast.admin).post(PAGE, server.facts() | {field: value})
    assert answer.status_code == 400 and not Gateway.objects.exists()
    assert f'id="id_{field}-error"' in answer.content.decode() or "error" in answer.content.decode()


def test_a_first_connection_needs_the_secret(cast):
    server = SmsGateway()
    server.url = "https://dysmsapi.aliyuncs.com"
    with pytest.raises(Refused) as no:
        gateway.connect(by=cast.admin, **(server.facts() | {"secret": ""}))
    assert "secret" in no.value.fields


def test_only_administrators(cast):
    for person in (cast.jiahe_boss, cast.zhuguan, cast.shenji):
        browser = cast.client(person)
        assert {browser.get(PAGE).status_code, browser.get(PAGE + "messages/").status_code, browser.post(PAGE + "trial/").status_code} == {403}
