"""The XML of WeChat's messages, in and out."""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from shouhou.channels.wechat import signing

SEALED = re.compile(rb"<Encrypt>\s*(?:<!\[CDATA\[)?([A-Za-z0-9+/]{1,80000}={0,2})(?:\]\]>)?\s*</Encrypt>")
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(Exception):
    """It is no message."""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote to the 公众号 or did with it. Texts as WeChat sent them; "" where it sent none."""

    sender: str
    account: str
    at: str
    kind: str
    event: str
    key: str
    text: str
    id: str
    status: str

    @property
    def dedup(self) -> str:
        """The same for every repetition: MsgId, for events sender and time (and which event, as two may come in one second)."""
        return f"id:{self.id}" if self.kind != "event" else f"event:{self.sender}:{self.at}:{self.event}"


def sealed_in(body: bytes) -> str:
    """The encrypted part of a body, found without parsing; "" when there is none or more than one."""
    found = SEALED.findall(body)
    return found[0].decode() if len(found) == 1 else ""


def read(body: bytes) -> Message:
    """A message from its XML. Raises `Unreadable`: no XML, a DTD or an entity in it, or what every message has is missing."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as no:
        raise Unreadable(type(no).__name__) from None
    texts = {child.tag: (child.text or "").strip() for child in root}
    message = Message(texts.get("FromUserName", ""), texts.get("ToUserName", ""), texts.get("CreateTime", ""), texts.get("MsgType", "").lower(),
                      texts.get("Event", "").lower(), texts.get("EventKey", ""), texts.get("Content", ""),
                      texts.get("MsgId", "") or texts.get("MsgID", ""), texts.get("Status", ""))
    whole = root.tag == "xml" and message.sender and message.at.isdecimal() and message.kind and (message.event or message.id)
    if not whole or max(len(message.sender), len(message.account), len(message.id), len(message.event)) > 64 or len(message.at) > 12:
        raise Unreadable("incomplete")
    return message


def cdata(text: str) -> str:
    """Text as a CDATA section, whatever is in it."""
    return "<![CDATA[" + UNFIT.sub("", text).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def reply(to: Message, text: str) -> str:
    """A text that WeChat shows to the sender of `to`. The same message gets the same reply, also when it comes again."""
    return (f"<xml><ToUserName>{cdata(to.sender)}</ToUserName><FromUserName>{cdata(to.account)}</FromUserName><CreateTime>{to.at}</CreateTime>"
            f"<MsgType><![CDATA[text]]></MsgType><Content>{cdata(text)}</Content></xml>")


def sealed(xml: str, *, token: str, aes_key: str, appid: str) -> str:
    """A reply as an account in 安全模式 must send it."""
    stamp, nonce = str(int(time.time())), secrets.token_hex(8)
    inside = signing.encrypt(aes_key, xml.encode(), appid)
    mark = signing.signature(token, stamp, nonce, inside)
    return (f"<xml><Encrypt>{cdata(inside)}</Encrypt><MsgSignature>{cdata(mark)}</MsgSignature><TimeStamp>{stamp}</TimeStamp>"
            f"<Nonce>{cdata(nonce)}</Nonce></xml>")
