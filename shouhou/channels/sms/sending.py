"""Sending one short message: caps first, then the gateway, and what its answer means (security row 20).

The caps count every try to every number over all purposes, so that no door can be used to bombard somebody: one a minute, five an hour,
ten a day; by the place that asked; and a number a day beyond which the installation spends nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _

from shouhou.aftercare.notifications import Away
from shouhou.channels.sms import client, gateway
from shouhou.channels.sms.models import Gateway, Message
from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.models import Throttle
from shouhou.foundation.accounts.sources import household
from shouhou.foundation.accounts.throttle import Budget
from shouhou.foundation.jobs import GiveUp, Retry

MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d{9})", re.A)
BETWEEN = re.compile(r"[\s\-()]")
MINUTE, HOUR, DAY = 60, 3600, 86400
LONGEST = 35
"""Characters the gateway takes in one variable."""
PATIENCE = 120
"""Seconds that a message waits for a cap to open; one that would wait longer is not sent any more."""
LATER = frozenset({"isp.SYSTEM_ERROR", "isp.RAM_PERMISSION_DENY", "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.ACCOUNT_NOT_EXISTS",
                   "isv.ACCOUNT_ABNORMAL", "Throttling.User", "Throttling", "ServiceUnavailable", "InvalidTimeStamp.Expired",
                   "SignatureNonceUsed", "InvalidAccessKeyId.NotFound", "SignatureDoesNotMatch"})
"""Codes about the account or the moment, not about this message: an administrator or time mends them."""


def mobile(text: str) -> str:
    """The eleven digits of a Chinese mobile number; "" for anything else."""
    found = MOBILE.fullmatch(BETWEEN.sub("", unicodedata.normalize("NFKC", text or "").strip()))
    return found[1] if found else ""


def budgets(number: str, source: str, most_a_day: int) -> list[Budget]:
    """What a message takes from."""
    key = sha256(number.encode()).hexdigest()[:24]
    asked = [Budget(f"sms:source:{household(source)}", 20, HOUR), Budget(f"sms:source-day:{household(source)}", 60, DAY)] if source else []
    return [Budget(f"sms:minute:{key}", 1, MINUTE), Budget(f"sms:hour:{key}", 5, HOUR), Budget(f"sms:day:{key}", 10, DAY), *asked,
            Budget("sms:all", most_a_day, DAY)]


def send(number: str, template: str, facts: Mapping[str, str], *, purpose: str, source: str = "", mark: str = "") -> str:
    """Send one message to this mobile number; answers the gateway's receipt. Raises `Away`, `Retry` or `GiveUp`."""
    known, target = gateway.current(), mobile(number)
    if known is None or not template:
        raise GiveUp(_("没有接入短信，或没有填写这种短信的模板。"))
    if not target:
        raise GiveUp(_("不是手机号，发不了短信。"))
    try:
        throttle.take(*budgets(target, source, known.most_a_day))
    except throttle.Spent as spent:
        raise _held(spent) from None
    message = Message(purpose=purpose, number=target, template=template, source=source)
    try:
        message.receipt = client.send(known, target, template, facts, mark=mark)
        message.state = Message.State.SENT
        return message.receipt
    except client.Declined as no:
        verdict = Retry if no.code in LATER else GiveUp
        message.state, message.error = Message.State.FAILED if verdict is Retry else Message.State.DEAD, str(no)
        raise verdict(_("短信平台拒绝：%s") % no) from None
    except client.NotReached as no:
        message.state, message.error = Message.State.FAILED, str(no)
        raise (Away if isinstance(no, client.Silent) else Retry)(_("短信平台暂时不可用：%s") % no) from None
    finally:
        message.save()


def used_today(known: Gateway) -> int:
    """How many were tried in the running day."""
    row = Throttle.objects.filter(key="sms:all", until__gt=timezone.now()).first()
    return min(row.count, known.most_a_day) if row else 0


def _held(spent: throttle.Spent) -> Retry | GiveUp:
    if spent.key == "sms:all":
        return GiveUp(_("今天的短信已达每日上限，没有发送。"))
    if spent.seconds <= PATIENCE:
        return Retry(_("发给这个手机号的短信太频繁，稍后再发。"), after=spent.seconds + 1)
    return GiveUp(_("发给这个手机号或由这个来源请求的短信已达上限，没有发送。"))
