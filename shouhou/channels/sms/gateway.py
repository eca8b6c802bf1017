"""Which gateway is connected, and connecting one."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

from shouhou.channels.sms.models import Gateway
from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.kept import Kept

ONE = 1
SHAPES = {
    "access_key": (re.compile(r"[0-9A-Za-z]{8,60}"), word("AccessKey ID 是字母和数字，在 RAM 访问控制里可以看到。")),
    "secret": (re.compile(r"[0-9A-Za-z]{16,100}"), word("AccessKey Secret 是字母和数字，只在创建时显示一次。")),
    "sign_name": (re.compile(r"[^\s\x00-\x1f【】]{2,40}"), word("短信签名是审核通过的名称，2 到 40 个字，不带【】。")),
    "code_template": (re.compile(r"SMS_\d{4,20}"), word("模板编号以 SMS_ 开头，后面是数字。")),
}
TEMPLATES = ("invitation_template", "notice_template")


def _read() -> tuple[Gateway | None]:
    return (Gateway.objects.filter(pk=ONE).first(),)


kept = Kept(_read)


def current() -> Gateway | None:
    """The connected gateway; None when there is none. A few seconds old at most, always read inside a transaction."""
    return kept()[0]


@transaction.atomic
def connect(*, by: User | None, **facts: Any) -> Gateway:
    """Connect the gateway, or change facts of it. An empty secret leaves the one that is kept. Raises `Refused` beside a field."""
    found = Gateway.objects.select_for_update().filter(pk=ONE).first() or Gateway(pk=ONE)
    changed = []
    for field, value in facts.items():
        clean = _clean(field, value)
        if field == "secret" and not clean:
            continue
        if getattr(found, field) != clean:
            setattr(found, field, clean)
            changed.append(field)
    if not found.sealed_secret:
        raise Refused(secret=_("请填写 AccessKey Secret。"))
    found.save()
    record("sms.connected", found, by=by, fields=sorted(changed))
    transaction.on_commit(kept.forget)
    return found


@transaction.atomic
def disconnect(*, by: User) -> None:
    """Forget the gateway with its secret. What was sent stays in the log."""
    found = Gateway.objects.filter(pk=ONE).first()
    if found is None:
        raise Refused(_("还没有接入短信。"))
    record("sms.disconnected", found, by=by, access_key=found.access_key)
    found.delete()
    transaction.on_commit(kept.forget)


def _clean(field: str, value: Any) -> Any:
    if field == "most_a_day":
        if not isinstance(value, int) or not 1 <= value <= 100_000:
            raise Refused(most_a_day=_("请填写 1 到 100000 之间的条数。"))
        return value
    text = str(value).strip()
    if field == "endpoint":
        return _base(text)
    if field == "secret" and not text:
        return ""
    shape, sentence = SHAPES["code_template" if field in TEMPLATES else field]
    if not shape.fullmatch(text) and not (field in TEMPLATES and not text):
        raise Refused(**{field: _(sentence)})
    return text


def _base(address: str) -> str:
    """An https address without a path; http only on this machine."""
    try:
        parts = urlsplit(address.rstrip("/"))
        is_here = parts.hostname in {"127.0.0.1", "localhost"}
        is_good = bool(parts.hostname) and not (parts.path or parts.query or parts.fragment or parts.username) and parts.port != 0 and (
            parts.scheme == "https" or (parts.scheme == "http" and is_here)) and address.isascii() and address.isprintable()
    except ValueError:
        is_good = False
    if not is_good:
        raise Refused(endpoint=_("请写成 https://主机名，一般不用改。"))
    return address.rstrip("/")
