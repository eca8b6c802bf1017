"""Signatures and encryption, against published vectors and against the double, which shares no code with us."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from shouhou.channels.wechat import envelope, signing
from shouhou.channels.wechat.models import Account
from tests.doubles.wechat import WechatServer, event

TOKEN, KEY, RECEIVER = "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"
SEALED = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
"""The example of WeChat's own description of the encryption (加解密方案说明)."""


def test_published_vector():
    mark = signing.signature(TOKEN, "1409659589", "263014780", SEALED)
    assert mark == "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert signing.is_signed(mark, TOKEN, "1409659589", "263014780", SEALED)
    assert signing.decrypt(KEY, SEALED, RECEIVER) == b"1616140317555161061"


@pytest.mark.parametrize("given", ["", "5C45FF5E21C57E6AD56BAC8758B79B1D9AC89FD3", "5c45ff", "签名", "\ud800"])
def test_what_is_not_the_signature(given):
    assert not signing.is_signed(given, TOKEN, "1409659589", "263014780", SEALED)


@pytest.mark.abuse(42)
def test_another_receiver_another_key_and_broken_seals_are_not_opened():
    for key, sealed, receiver in ((KEY, SEALED, "wx5823bf96d3bd56c8"), (KEY, SEALED, ""), ("A" + KEY[1:], SEALED, RECEIVER), ("x", SEALED, RECEIVER),
                                  ("签" * 43, SEALED, RECEIVER), (KEY, "", RECEIVER), (KEY, SEALED[:-4], RECEIVER), (KEY, "A" * 64, RECEIVER)):
        with pytest.raises(signing.NotGenuine):
            signing.decrypt(key, sealed, receiver)


def test_both_sides_read_each_other():
    with WechatServer() as wechat:
        for length in (0, 1, 11, 12, 31, 32, 33, 5000):
            xml = f"<xml>{'字' * length}</xml>"
            assert signing.decrypt(wechat.aes_key, wechat.seal(xml), wechat.appid).decode() == xml
            assert wechat.unseal(envelope.sealed(xml, token=wechat.token, aes_key=wechat.aes_key, appid=wechat.appid).encode()) == xml


def test_a_reply_is_xml_whatever_stands_in_it():
    message = envelope.read(event("oA]]>x", "subscribe").replace("]]>x]]>", "]]]]><![CDATA[>x]]>").encode())
    again = envelope.fromstring(envelope.reply(message, "甲]]><b>\x00\x0b乙"))
    assert again.findtext("Content") == "甲]]><b>乙" and again.findtext("ToUserName") == "oA]]>x"


@pytest.mark.abuse(44)
def test_a_seal_opens_under_its_own_key_only(settings):
    field = Account._meta.get_field("secret")
    sealed = field.get_prep_value("geheim")
    assert "geheim" not in sealed and field.from_db_value(sealed, None, None) == "geheim" and field.get_prep_value("") == ""
    settings.SECRET_KEY = "another key, also long enough to be used here"
    for unfit in (sealed, "no seal", Fernet(Fernet.generate_key()).encrypt(b"x").decode()):
        assert field.from_db_value(unfit, None, None) == ""
