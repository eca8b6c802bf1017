"""Letters go out, and what nobody confirmed goes away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as word

from shouhou.foundation.accounts import throttle
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import record
from shouhou.foundation.jobs import GiveUp, Report, enqueue, job, schedule
from shouhou.foundation.jobs.models import Job
from shouhou.foundation.kit.text import normal_key
from shouhou.registry.joining import codes, ways
from shouhou.registry.joining.actions.recover import make
from shouhou.registry.joining.letters import written
from shouhou.registry.joining.models import Invitation, Pending, PhoneCode, Recovery

A_DAY = 86400
MOST_NAMES = 5
"""People of one mail address who are written to when somebody types it."""


@job("joining.letter", label=word("发送注册确认邮件"), tries=6)
def send_letter(payload: dict[str, Any], progress: Report) -> dict[str, str]:
    """Hand one letter over: {letter, name, address, token?, way?, user?}. The secret leaves the queue with the letter."""
    way = ways.ready().get(payload.get("way", "email"))
    if way is None:
        raise GiveUp(_("没有可用的发送方式。"))
    user = User.objects.filter(pk=payload.get("user") or 0).first()
    with translation.override(user.language if user and user.language else None):
        subject, text = written(payload["letter"], payload.get("token", ""), company=payload.get("company", ""))
    receipt = way.send(name=payload["name"], address=payload["address"], subject=subject, text=text, mark=f"join-{progress.job.pk}")
    Job.objects.filter(pk=progress.job.pk).update(payload={k: v for k, v in payload.items() if k != "token"})
    return {"receipt": receipt}


@job("joining.recovery", label=word("发送找回密码邮件"), tries=3)
def send_recovery(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Write to those whom a typed user name or mail address means, at the address on record; at most three a day each."""
    typed, sent = payload["typed"], 0
    ready = ways.ready()
    for user in meant(typed):
        way = next((code for code in ready if ready[code].address_of(user)), "")
        if not way:
            continue
        try:
            throttle.take(throttle.Budget(f"recovery:user:{user.pk}", 3, A_DAY))
        except throttle.Spent:
            continue
        with transaction.atomic():
            token = make(user, way)
            record("user.recovery_asked", user, by=None, way=way, source=payload.get("source", ""))
            enqueue("joining.letter", {"letter": "recovery", "way": way, "token": token, "name": user.name,
                                       "address": ready[way].address_of(user), "user": user.pk})
        sent += 1
    return {"sent": sent}


@job("joining.code", label=word("发送短信验证码"), tries=4)
def send_code(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Draw the digits and send them, where the number means somebody. They are in no queue and no log, and every try draws anew."""
    way = ways.texting()
    code = PhoneCode.objects.filter(pk=payload["code"], used_at=None, expires_at__gt=timezone.now()).first()
    if way is None or code is None:
        return {"sent": 0}
    if code.purpose == PhoneCode.Purpose.RECOVER:
        code.user = codes.meant(code.target, payload.get("username", ""))
        if code.user is None:
            return {"sent": 0}
        if code.digest == "":
            with transaction.atomic():
                record("user.recovery_asked", code.user, by=None, way="sms", source=payload.get("source", ""))
    way.send_code(code.target, codes.draw(code), source=payload.get("source", ""), mark=f"code-{code.pk}-{progress.job.pk}")
    Job.objects.filter(pk=progress.job.pk).update(payload={"code": code.pk})
    return {"sent": 1}


@job("joining.old_number", label=word("通知原手机号"), tries=4)
def tell_old_number(payload: dict[str, Any], progress: Report) -> dict[str, str]:
    """Say to the former number that it is not this account's any more."""
    way = ways.texting()
    if way is None or not way.tells():
        raise GiveUp(_("没有可用的发送方式。"))
    user = User.objects.filter(pk=payload["user"]).first()
    with translation.override(user.language if user and user.language else None):
        return {"receipt": way.send_notice(payload["number"], _("您账号的联系电话已更换，不是您本人操作请联系服务热线"), mark=f"old-{progress.job.pk}")}


@job("joining.invitation", label=word("发送短信邀请"), tries=6)
def send_invitation(payload: dict[str, Any], progress: Report) -> dict[str, str]:
    """Hand an invitation's secret to the gateway; it leaves the queue with the message."""
    way = ways.texting()
    if way is None or not way.invites():
        raise GiveUp(_("没有可用的发送方式。"))
    receipt = way.send_invitation(payload["address"], payload["token"], mark=f"invite-{progress.job.pk}")
    Job.objects.filter(pk=progress.job.pk).update(payload={k: v for k, v in payload.items() if k != "token"})
    return {"receipt": receipt}


def meant(typed: str) -> list[User]:
    """The active people of this user name, or of this mail address."""
    key = normal_key(typed)
    by_name = list(User.objects.filter(username_key=key, is_active=True))
    if by_name or "@" not in typed:
        return by_name
    return list(User.objects.filter(email__iexact=typed.strip(), is_active=True).order_by("pk")[:MOST_NAMES])


@schedule("joining.tidy", label=word("清理过期的注册申请"), at="03:40")
def tidy(payload: dict[str, Any], progress: Report) -> dict[str, int]:
    """Registrations that were never confirmed go with everything typed in them; old links too."""
    gone, _rows = Pending.objects.filter(expires_at__lt=timezone.now()).delete()
    links, _rows = Recovery.objects.filter(expires_at__lt=timezone.now() - timedelta(days=30)).delete()
    used, _rows = PhoneCode.objects.filter(expires_at__lt=timezone.now() - timedelta(days=1)).delete()
    Invitation.objects.exclude(address="").filter(expires_at__lt=timezone.now() - timedelta(days=90)).update(address="")
    return {"pending": gone, "links": links, "codes": used}
