"""Where WeChat's server speaks to us (公众平台 → 服务器配置).

The signature is checked before anything is parsed; what is answered with 200 is on the disk; what could not be stored in time is
answered with 503, so that WeChat sends it again (security rows 38-43).
"""

from __future__ import annotations

import logging
import time

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from shouhou.channels.wechat import account, envelope, signing
from shouhou.channels.wechat.hearing import UsedAgain, answer, take_in
from shouhou.channels.wechat.impatience import impatient
from shouhou.channels.wechat.models import Account
from shouhou.foundation.access import PUBLIC, allow

log = logging.getLogger(__name__)
LARGEST = 64 * 1024
"""Bytes of a callback."""
SKEW = 300
"""Seconds an address is good for, either way."""
PATIENCE = 3.0
"""Seconds we wait for the database; WeChat waits five for us."""


class NotTaken(Exception):
    """The answer to a callback that is refused."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@csrf_exempt
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest) -> HttpResponse:
    """GET: the check when the address is entered (answers echostr). POST: a message or event (answers `success` or a text reply)."""
    known = account.current()
    if known is None or not known.can_hear:
        raise Http404
    try:
        asked = signed(request, known)
        if request.method == "GET":
            return plainly(asked.get("echostr", ""))
        return heard(request, known, asked)
    except NotTaken as no:
        log.info("a callback was refused with %s", no.status)
        return plainly("", no.status)
    except DatabaseError as no:
        log.warning("a callback could not be stored in time: %s", type(no).__name__)
        return plainly("", 503)


def plainly(text: str, status: int = 200, kind: str = "text/plain") -> HttpResponse:
    return HttpResponse(text, status=status, content_type=f"{kind}; charset=utf-8")


def signed(request: HttpRequest, known: Account) -> dict[str, str]:
    """The parameters of an address, each given once, with a right signature (else 403) that is not old (else 401)."""
    if any(len(values) != 1 for _name, values in request.GET.lists()):
        raise NotTaken(403)
    asked = {name: str(request.GET[name]) for name in request.GET}
    stamp, nonce = asked.get("timestamp", ""), asked.get("nonce", "")
    if not signing.is_signed(asked.get("signature", ""), known.token, stamp, nonce):
        raise NotTaken(403)
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12) or abs(time.time() - int(stamp)) > SKEW or not nonce:
        raise NotTaken(401)
    return asked


def body_of(request: HttpRequest) -> bytes:
    """The body, never more than LARGEST bytes of it (else 413)."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        raise NotTaken(413)
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise NotTaken(413)
    return body


def opened(body: bytes, known: Account, asked: dict[str, str]) -> bytes:
    """The message of a body: in 安全模式 what was sealed for us, and nothing else is listened to."""
    if known.mode == Account.Mode.PLAIN:
        return body
    inside = envelope.sealed_in(body)
    if not inside or not signing.is_signed(asked.get("msg_signature", ""), known.token, asked["timestamp"], asked["nonce"], inside):
        raise NotTaken(403)
    try:
        return signing.decrypt(known.aes_key, inside, known.appid)
    except signing.NotGenuine:
        raise NotTaken(403) from None


def heard(request: HttpRequest, known: Account, asked: dict[str, str]) -> HttpResponse:
    """Take a message in and answer it."""
    inside = opened(body_of(request), known, asked)
    try:
        message = envelope.read(inside)
        raw = inside.decode()
    except (envelope.Unreadable, UnicodeDecodeError):
        raise NotTaken(400) from None
    try:
        with impatient(PATIENCE):
            take_in(known, message, raw.replace("\x00", ""), address=f"{asked['timestamp']}|{asked['nonce']}", body=inside)
    except UsedAgain:
        raise NotTaken(403) from None
    text = answer(message)
    if not text:
        return plainly("success")
    xml = envelope.reply(message, text)
    if known.mode == Account.Mode.ENCRYPTED:
        xml = envelope.sealed(xml, token=known.token, aes_key=known.aes_key, appid=known.appid)
    return plainly(xml, kind="application/xml")


urlpatterns = [path("wechat/callback/", allow(PUBLIC, callback), name="wechat-callback")]
