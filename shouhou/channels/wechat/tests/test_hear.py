"""Callbacks: what is genuine is taken in once, what is not leaves nothing behind."""

from __future__ import annotations

import random
import socket
import time
from urllib.parse import urlencode

import pytest
from django.db import OperationalError

from shouhou.channels.wechat import account, doors
from shouhou.channels.wechat.models import Account, Binding, Nonce, Received
from tests.doubles.wechat import event, text

CALLBACK = "/wechat/callback/"
OPENID = "oFollower00000000000000001"


def rows() -> int:
    return Received.objects.count() + Nonce.objects.count()


def post(client, query, body):
    return client.post(f"{CALLBACK}?{query if isinstance(query, str) else urlencode(query)}", body, content_type="text/xml")


def plain(wechat):
    wechat.plain = True
    account.connect(by=None, mode="plain")


def test_the_check_of_the_address_is_answered(wechat, client):
    query = wechat.address(echostr="5837397192")
    answer = client.get(CALLBACK, query)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"5837397192", "text/plain; charset=utf-8")
    assert client.get(CALLBACK, query | {"signature": "0" * 40}).status_code == 403
    assert client.get(CALLBACK).status_code == 403


def test_without_an_account_there_is_no_door(db, client):
    account.forget()
    assert client.get(CALLBACK).status_code == client.post(CALLBACK).status_code == 404


@pytest.mark.parametrize("mode", ["plain", "encrypted"])
def test_scanning_the_second_code_answers_with_the_binding_link(wechat, client, mode):
    if mode == "plain":
        plain(wechat)
    for name, key in (("SCAN", "bind"), ("subscribe", "qrscene_bind"), ("subscribe", "")):
        answer = post(client, *wechat.callback(event(OPENID, name, key)))
        inside = answer.content.decode() if mode == "plain" else wechat.unseal(answer.content)
        assert answer.status_code == 200 and "/wechat/bind/" in inside and f"<ToUserName><![CDATA[{OPENID}]]>" in inside
    assert Account.objects.get().heard_at is not None


def test_somebody_who_asks_for_it_gets_the_link_and_small_talk_does_not(say, wechat):
    assert "/wechat/bind/" in wechat.unseal(say(text(OPENID, "绑定", 1)).content)
    assert say(text(OPENID, "你好", 2)).content == b"success"


def mutations(query, body, how_many):
    """Queries and bodies that differ from a genuine callback in what its signatures cover."""
    chance = random.Random(38)
    for n in range(how_many):
        asked, sent = dict(query), body
        which = chance.choice(["signature", "msg_signature", "timestamp", "nonce", "body"] if "msg_signature" in query else
                              ["signature", "timestamp", "nonce"])
        if which == "body":
            start = body.index(b"<Encrypt><![CDATA[") + 18
            place = chance.randrange(start, body.index(b"]]></Encrypt>"))
            sent = body[:place] + bytes([body[place] ^ 1 << chance.randrange(7)]) + body[place + 1:]
        elif n % 10 == 0:
            del asked[which]
        elif n % 10 == 1:
            yield urlencode([*asked.items(), (which, asked[which])]), sent
            continue
        elif n % 10 == 2:
            asked[which] = ""
        else:
            value = asked[which]
            place = chance.randrange(len(value))
            asked[which] = value[:place] + chance.choice([c for c in "0123456789abcdef签" if c != value[place]]) + value[place + 1:]
        yield urlencode(asked), sent


@pytest.mark.abuse(38)
@pytest.mark.parametrize("mode", ["plain", "encrypted"])
def test_200_mutations_are_refused_and_leave_nothing(wechat, client, mode):
    if mode == "plain":
        plain(wechat)
    query, body = wechat.callback(event(OPENID, "subscribe"))
    answers = {post(client, asked, sent).status_code for asked, sent in mutations(query, body, 200)}
    assert answers == {403} and rows() == 0
    assert post(client, query, body).status_code == 200


@pytest.mark.abuse(38)
def test_an_account_in_secure_mode_does_not_listen_to_plain_messages(wechat, client):
    wechat.plain = True
    assert post(client, *wechat.callback(event(OPENID, "unsubscribe"))).status_code == 403
    assert rows() == 0


@pytest.mark.abuse(38)
def test_nothing_is_parsed_before_the_signature(wechat, client, monkeypatch):
    monkeypatch.setattr(doors.envelope, "read", lambda body: pytest.fail("parsed"))
    query, body = wechat.callback(event(OPENID, "subscribe"))
    assert post(client, query | {"signature": "0" * 40}, body).status_code == 403
    assert post(client, query | {"msg_signature": "0" * 40}, body).status_code == 403


@pytest.mark.abuse(39)
def test_the_same_body_four_times_has_one_effect(cast, wechat, client):
    Binding.objects.create(openid=OPENID, user=cast.jiahe, follows=False)
    first = wechat.callback(event(OPENID, "subscribe"))
    assert [post(client, *first).status_code for _ in range(4)] == [200] * 4
    assert Received.objects.count() == Nonce.objects.count() == 1
    assert Binding.objects.get().follows


@pytest.mark.abuse(39)
def test_a_retry_with_a_new_signature_has_no_second_effect(cast, wechat, client):
    Binding.objects.create(openid=OPENID, user=cast.jiahe)
    gone, back = event(OPENID, "unsubscribe", at=1000), event(OPENID, "subscribe", at=1001)
    for xml in (gone, back, gone, gone):
        assert post(client, *wechat.callback(xml)).status_code == 200
    assert Received.objects.count() == 2 and Binding.objects.get().follows


@pytest.mark.abuse(39)
def test_a_signed_address_is_not_good_for_another_body(wechat, client):
    plain(wechat)
    query, body = wechat.callback(event(OPENID, "subscribe"))
    assert post(client, query, body).status_code == 200
    assert post(client, query, event(OPENID, "unsubscribe").encode()).status_code == 403
    assert Received.objects.count() == 1


@pytest.mark.abuse(40)
@pytest.mark.parametrize("at", [-301, 301, -86400, "0", "1e9", "-5", "９", "1000000000000000000"])
def test_old_future_and_odd_times_are_refused(wechat, client, at):
    query, body = wechat.callback(event(OPENID, "subscribe"), at=time.time() + at if isinstance(at, int) else None)
    if isinstance(at, str):
        query |= {"timestamp": at, "signature": wechat.sign(wechat.token, at, query["nonce"])}
    assert post(client, query, body).status_code == 401
    assert rows() == 0


BOMB = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]>"
GENUINE = event(OPENID, "subscribe")


@pytest.mark.abuse(41)
@pytest.mark.parametrize("mode", ["plain", "encrypted"])
@pytest.mark.parametrize("payload", [
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + GENUINE.replace("<![CDATA[subscribe]]>", "&f;"),
    '<!DOCTYPE x [<!ENTITY f SYSTEM "http://127.0.0.1:{port}/x">]>' + GENUINE.replace("<![CDATA[subscribe]]>", "&f;"),
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:{port}/x">%p;]>' + GENUINE,
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:{port}/x.dtd">' + GENUINE,
    BOMB + GENUINE.replace("<![CDATA[subscribe]]>", "&i;"),
    '<!DOCTYPE x [<!ENTITY q "' + "q" * 20_000 + '">]>' + GENUINE.replace("<![CDATA[subscribe]]>", "&q;" * 2000),
    "<xml>", "", "<xml></xml>", "{}", "<x>" * 5000, GENUINE.replace("CreateTime", "Createtime"), GENUINE.replace(OPENID, "o" * 65),
    '<?xml version="1.0" encoding="utf-7"?>' + GENUINE, GENUINE.replace("<xml>", '<xml xmlns:xi="http://www.w3.org/2001/XInclude">\x0b')])
def test_hostile_xml_is_refused_quickly_without_a_connection(wechat, client, mode, payload):
    if mode == "plain":
        plain(wechat)
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.setblocking(False)
        query, body = wechat.callback(payload.replace("{port}", str(trap.getsockname()[1])))
        began = time.perf_counter()
        assert post(client, query, body).status_code == 400
        assert time.perf_counter() - began < 0.2
        with pytest.raises(BlockingIOError):
            trap.accept()
    assert rows() == 0


@pytest.mark.abuse(41)
def test_oversize_is_refused_unread(wechat, client):
    query, body = wechat.callback(event(OPENID, "subscribe"))
    assert post(client, query, body + b" " * (64 * 1024)).status_code == 413
    assert rows() == 0


@pytest.mark.abuse(42)
def test_what_was_sealed_for_another_account_is_refused(wechat, client):
    for other in ("wx0000000000000000", wechat.appid + "x", wechat.appid[:-1]):
        assert post(client, *wechat.callback(event(OPENID, "subscribe"), appid=other)).status_code == 403
    assert rows() == 0


def test_a_locked_database_is_answered_with_503(wechat, client, monkeypatch):
    def locked(*_, **__):
        raise OperationalError("database is locked")

    monkeypatch.setattr(doors, "take_in", locked)
    assert post(client, *wechat.callback(event(OPENID, "subscribe"))).status_code == 503
