"""Which 公众号 is connected, and connecting one."""

from __future__ import annotations

import re
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.channels.wechat import mapping
from shouhou.channels.wechat.models import AccessToken, Account, SceneCode
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.jobs import enqueue

ONE = 1
KEPT = 5.0
_kept: tuple[float, Account | None] = (0.0, None)
SHAPES = {
    "appid": (re.compile(r"wx[0-9A-Za-z]{10,30}"), word("AppID 以 wx 开头，在公众平台“开发接口管理”里可以看到。")),
    "secret": (re.compile(r"[0-9A-Za-z]{16,64}"), word("AppSecret 是 32 位的字母和数字。")),
    "token": (re.compile(r"[0-9A-Za-z]{3,32}"), word("Token 是 3 到 32 位的字母和数字。")),
    "aes_key": (re.compile(r"[0-9A-Za-z]{43}"), word("EncodingAESKey 是 43 位的字母和数字。")),
}
SECRETS = ("secret", "token", "aes_key")
TEMPLATES = ("accepted", "resolved", "other")


def current() -> Account | None:
    """The connected 公众号; None when there is none. Kept for a few seconds, always read inside a transaction."""
    global _kept
    if connection.in_atomic_block:
        return Account.objects.filter(pk=ONE).first()
    read_at, known = _kept
    if not read_at or monotonic() - read_at > KEPT:
        known = Account.objects.filter(pk=ONE).first()
        _kept = (monotonic(), known)
    return known


def forget() -> None:
    """The next question reads it anew."""
    global _kept
    _kept = (0.0, None)


def is_connected() -> bool:
    """Whether pushes can go out; decides whether 微信通知 stands in the menu."""
    if connection.in_atomic_block:  # every verb that tells somebody asks this
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM wechat_account WHERE id = %s AND appid <> '' AND secret <> ''", [ONE])
            return cursor.fetchone() is not None
    found = current()
    return found is not None and found.is_ready


def callback_url() -> str:
    """What the administrator writes into 公众平台 → 服务器配置."""
    return f"{settings.PUBLIC_URL}/wechat/callback/"


def binding_url() -> str:
    """Where a WeChat user is bound."""
    return f"{settings.PUBLIC_URL}/wechat/bind/"


@transaction.atomic
def connect(*, by: User, **facts: Any) -> Account:
    """Connect the 公众号, or change facts of it. An empty secret leaves the one that is kept. Raises `Refused` beside a field."""
    found = Account.objects.select_for_update().filter(pk=ONE).first() or Account(pk=ONE)
    before = (found.appid, found.secret, found.api_base)
    changed = []
    for field, value in facts.items():
        value = str(value).strip()
        if field in SECRETS and not value:
            continue
        if field in SHAPES and not SHAPES[field][0].fullmatch(value):
            raise Refused(**{field: _(SHAPES[field][1])})
        if field in {"api_base", "open_base"}:
            value = _base(value, field)
        if field.endswith("_fields"):
            _known(value, field)
        if getattr(found, field) != value:
            setattr(found, field, value)
            changed.append(field)
    if not found.secret:
        raise Refused(secret=_("请填写 AppSecret。"))
    if found.mode == Account.Mode.ENCRYPTED and found.token and not found.aes_key:
        raise Refused(aes_key=_("安全模式需要 EncodingAESKey。"))
    found.save()
    if before != (found.appid, found.secret, found.api_base):
        AccessToken.objects.all().delete()
        SceneCode.objects.all().delete()
    record("wechat.connected", found, by=by, fields=sorted(changed))
    enqueue("wechat.scene", {}, dedup="scene")
    transaction.on_commit(forget)
    return found


@transaction.atomic
def disconnect(*, by: User) -> None:
    """Forget the 公众号 with its secrets. Bindings stay: the same account connected again finds them."""
    found = Account.objects.filter(pk=ONE).first()
    if found is None:
        raise Refused(_("还没有接入公众号。"))
    record("wechat.disconnected", found, by=by, appid=found.appid)
    AccessToken.objects.all().delete()
    SceneCode.objects.all().delete()
    found.delete()
    transaction.on_commit(forget)


def _base(address: str, field: str) -> str:
    """An https address without a path; http only on this machine."""
    try:
        parts = urlsplit(address.rstrip("/"))
        is_here = parts.hostname in {"127.0.0.1", "localhost"}
        is_good = bool(parts.hostname) and not (parts.path or parts.query or parts.username) and (
            parts.scheme == "https" or (parts.scheme == "http" and is_here)) and parts.port != 0
    except ValueError:
        is_good = False
    if not is_good:
        raise Refused(**{field: _("请写成 https://主机名，一般不用改。")})
    return address.rstrip("/")


def _known(text: str, field: str) -> None:
    try:
        mapping.parse(text)
    except Refused as no:
        raise Refused(**{field: no.message}) from None
